"""P6: how entries are judged became part of what is filed; what stood as it was filed goes on standing so."""

from django.db import migrations

# An empty hash means: from before such a hash was kept. The next change of the campaign compares with what it was then.
STANDS = """
UPDATE campaigns_campaign SET record_hash = '', filed_hash = '' WHERE record_hash = filed_hash;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0014_committed_entries_stand")]
    operations = [migrations.RunSQL(STANDS, migrations.RunSQL.noop)]
