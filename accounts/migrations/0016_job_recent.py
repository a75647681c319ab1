"""Background runs are listed newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index over the moment of their start."""

    dependencies = [("accounts", "0015_open_deals_by_product")]

    operations = [
        migrations.AddIndex(
            model_name="job", index=models.Index(fields=["-created_at", "-id"], name="job_recent")
        ),
    ]
