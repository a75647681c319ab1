"""How a contract ended, said by people: the scores are checked against it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns without a rewrite of the table."""

    dependencies = [("accounts", "0018_import_of_account")]

    operations = [
        migrations.AddField(
            "contract",
            "end_result",
            models.CharField(
                blank=True,
                choices=[
                    ("more", "Renewed for more"),
                    ("same", "Renewed for the same"),
                    ("less", "Renewed for less"),
                    ("lost", "Lost"),
                ],
                db_default="",
                default="",
                max_length=4,
                verbose_name="how it ended",
            ),
        ),
        migrations.AddField(
            "contract",
            "end_result_on",
            models.DateField(blank=True, null=True, verbose_name="known since"),
        ),
    ]
