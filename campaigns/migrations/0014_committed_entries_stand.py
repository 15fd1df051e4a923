"""P8: once a list is published, its entries stand: what is in their line in the file is refused to change."""

from django.db import migrations

GUARD = """
CREATE FUNCTION campaigns_entry_committed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM campaigns_draw
               WHERE campaign_id IN (OLD.campaign_id, NEW.campaign_id) AND NOT (state = 'void')) THEN
        RAISE EXCEPTION 'the list of these entries is published';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER campaigns_entry_comes_or_goes BEFORE INSERT OR DELETE ON campaigns_entry
FOR EACH ROW EXECUTE FUNCTION campaigns_entry_committed();
CREATE TRIGGER campaigns_entry_changes BEFORE UPDATE OF campaign_id, uid, weight, verdict, reasons ON campaigns_entry
FOR EACH ROW WHEN ((OLD.campaign_id, OLD.uid, OLD.weight, OLD.verdict, OLD.reasons)
    IS DISTINCT FROM (NEW.campaign_id, NEW.uid, NEW.weight, NEW.verdict, NEW.reasons))
EXECUTE FUNCTION campaigns_entry_committed();
"""
UNGUARD = """
DROP TRIGGER campaigns_entry_changes ON campaigns_entry;
DROP TRIGGER campaigns_entry_comes_or_goes ON campaigns_entry;
DROP FUNCTION campaigns_entry_committed();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_platform_winners")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
