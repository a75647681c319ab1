"""Decisions of the programme are listed by day."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """An index over decided scorecards."""

    dependencies = [("scoring", "0008_methods_immutable")]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                F("decided_on").desc(), F("id").desc(), condition=Q(status="decided"), name="assessment_decided"
            ),
        ),
    ]
