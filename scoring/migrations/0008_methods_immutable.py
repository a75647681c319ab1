"""A published method stays as it is: the database refuses to change or delete one."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON scoring_method
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
"""
BACKWARD = "DROP TRIGGER append_only ON scoring_method;"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_method_drafts"), ("accounts", "0002_trail_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
