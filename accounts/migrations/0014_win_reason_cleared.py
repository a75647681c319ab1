"""Takes out of deals what imports wrote as the reason for the win although no file said one."""

from django.db import migrations

CLEAR = """
UPDATE accounts_opportunity SET win_reason = ''
WHERE win_reason LIKE '<django.db.models.expressions.DatabaseDefault object at %'
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_account_gaps")]
    operations = [migrations.RunSQL(CLEAR, migrations.RunSQL.noop)]
