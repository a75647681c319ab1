"""Gate records and plan versions stay as they were written: the database refuses to change one."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE ON planning_gaterecord
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE ON planning_planversion
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
"""
BACKWARD = """
DROP TRIGGER append_only ON planning_gaterecord;
DROP TRIGGER append_only ON planning_planversion;
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_outcomes"), ("accounts", "0002_trail_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
