"""Who judged a person's orientation, attitude to change and preferred rival, when, and on what grounds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_job_recent")]

    operations = [
        migrations.AddField(
            "stakeholder",
            "character_by",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="character judged by",
            ),
        ),
        migrations.AddField(
            "stakeholder",
            "character_evidence",
            models.TextField(
                blank=True, db_default="", default="", verbose_name="evidence for orientation, attitude and rival"
            ),
        ),
        migrations.AddField(
            "stakeholder",
            "character_on",
            models.DateField(blank=True, editable=False, null=True, verbose_name="character judged on"),
        ),
    ]
