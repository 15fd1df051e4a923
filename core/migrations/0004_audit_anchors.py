"""Daily anchors of the audit chain, indexes of its page, verification in pieces."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION core_audit_anchor_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'core_auditanchor is append-only';
END $$;

CREATE TRIGGER core_audit_anchor_append_only BEFORE UPDATE OR DELETE ON core_auditanchor
  FOR EACH ROW EXECUTE FUNCTION core_audit_anchor_append_only();

CREATE FUNCTION core_audit_broken_between(first bigint, past bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT min(sequence) FROM (
    SELECT e.sequence,
      e.hash IS DISTINCT FROM core_audit_digest(e.*::core_auditentry, e.sequence, e.previous_hash)
      OR e.previous_hash IS DISTINCT FROM coalesce(lag(e.hash) OVER w, '')
      OR e.sequence IS DISTINCT FROM coalesce(lag(e.sequence) OVER w, 0) + 1 AS broken
    FROM core_auditentry e WHERE e.sequence >= first - 1 AND e.sequence < past WINDOW w AS (ORDER BY e.sequence)
  ) chain WHERE broken AND sequence >= first
$$;
"""
BACKWARD = """
DROP FUNCTION core_audit_broken_between(bigint, bigint);
DROP TRIGGER core_audit_anchor_append_only ON core_auditanchor;
DROP FUNCTION core_audit_anchor_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_notices")]
    operations = [
        migrations.CreateModel(
            name="AuditAnchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("sequence", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField()),
            ],
            options={"ordering": ["day"]},
        ),
        migrations.AddIndex("auditentry", models.Index(fields=["actor_id", "-id"], name="core_audit_actor")),
        migrations.AddIndex("auditentry", models.Index(fields=["code", "-id"], name="core_audit_code")),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="core_audit_at")),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
