"""Append-only audit entries, sealed into a hash chain at commit.

Sealing runs in a deferred constraint trigger: the advisory lock that orders the chain is taken last,
so two transactions that audit and lock rows in different orders cannot dead-lock on it.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION core_audit_digest(e core_auditentry, sequence_no bigint, previous text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    previous, sequence_no, e.id, extract(epoch FROM e.at), e.code, e.actor_id, e.actor_name, e.object_type, e.object_id,
    e.object_name, e.account_id, e.before, e.after, e.reason, e.request_id, e.remote_address
  )::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION core_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_sequence bigint; last_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock(7236421);
  SELECT sequence, hash INTO last_sequence, last_hash
    FROM core_auditentry WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0) + 1;
  last_hash := coalesce(last_hash, '');
  UPDATE core_auditentry SET sequence = last_sequence, previous_hash = last_hash,
    hash = core_audit_digest(NEW, last_sequence, last_hash) WHERE id = NEW.id;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER core_audit_seal AFTER INSERT ON core_auditentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_audit_seal();

CREATE FUNCTION core_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.sequence IS NULL AND NEW.sequence IS NOT NULL AND pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'core_auditentry is append-only';
END $$;

CREATE TRIGGER core_audit_append_only BEFORE UPDATE OR DELETE ON core_auditentry
  FOR EACH ROW EXECUTE FUNCTION core_audit_append_only();

CREATE FUNCTION core_audit_first_broken() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT min(sequence) FROM (
    SELECT e.sequence,
      e.hash IS DISTINCT FROM core_audit_digest(e.*::core_auditentry, e.sequence, e.previous_hash)
      OR e.previous_hash IS DISTINCT FROM coalesce(lag(e.hash) OVER w, '')
      OR e.sequence IS DISTINCT FROM coalesce(lag(e.sequence) OVER w, 0) + 1 AS broken
    FROM core_auditentry e WHERE e.sequence IS NOT NULL WINDOW w AS (ORDER BY e.sequence)
  ) chain WHERE broken
$$;
"""

BACKWARD = """
DROP TRIGGER core_audit_append_only ON core_auditentry;
DROP TRIGGER core_audit_seal ON core_auditentry;
DROP FUNCTION core_audit_first_broken();
DROP FUNCTION core_audit_append_only();
DROP FUNCTION core_audit_seal();
DROP FUNCTION core_audit_digest(core_auditentry, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
