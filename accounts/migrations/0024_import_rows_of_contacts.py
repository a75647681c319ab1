"""Import rows are found by their record for people alone, whose rows are emptied when they are to be forgotten."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0023_deals_by_external_id")]

    operations = [
        AddIndexConcurrently(
            "importrow",
            models.Index(condition=models.Q(("kind", "contact")), fields=["target_id"], name="import_row_contact"),
        ),
        RemoveIndexConcurrently("importrow", "import_row_target"),
    ]
