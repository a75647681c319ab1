"""The audit trail can only grow: the database itself refuses to change or delete an event."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION kam_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON accounts_auditevent;
DROP FUNCTION kam_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
