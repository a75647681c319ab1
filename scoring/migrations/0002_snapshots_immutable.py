"""Snapshots stay as they were taken: the database refuses to change one."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER append_only BEFORE UPDATE ON scoring_scoresnapshot
    FOR EACH ROW EXECUTE FUNCTION kam_refuse_change();
"""
BACKWARD = "DROP TRIGGER append_only ON scoring_scoresnapshot;"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial"), ("accounts", "0002_trail_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
