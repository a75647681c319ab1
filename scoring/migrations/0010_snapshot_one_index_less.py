"""Every night writes two snapshots an account: an index that begins like `snapshot_day` is paid for and not needed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0009_decisions_by_day")]
    operations = [
        migrations.AlterField(
            model_name="scoresnapshot",
            name="account",
            field=models.ForeignKey(
                db_index=False, on_delete=models.deletion.CASCADE, related_name="snapshots", to="accounts.account"
            ),
        ),
    ]
