"""A validity report stays as it was made: the database refuses to change one."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE ON scoring_validityreport
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
"""
BACKWARD = "DROP TRIGGER append_only ON scoring_validityreport;"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0011_outcomes"), ("accounts", "0002_trail_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
