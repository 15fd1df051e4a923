"""What somebody wrote is never changed afterwards: approval is bound to it (K5)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION content_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.text IS DISTINCT FROM OLD.text OR NEW.content_hash IS DISTINCT FROM OLD.content_hash
     OR NEW.post_id IS DISTINCT FROM OLD.post_id OR NEW.number IS DISTINCT FROM OLD.number THEN
    RAISE EXCEPTION 'content_postversion is immutable';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER content_version_immutable BEFORE UPDATE ON content_postversion
  FOR EACH ROW EXECUTE FUNCTION content_version_immutable();
"""

BACKWARD = """
DROP TRIGGER content_version_immutable ON content_postversion;
DROP FUNCTION content_version_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
