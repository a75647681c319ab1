"""Open deals are found by account; the id of a deal comes before its source, which all deals of an import share.

New indexes are built beside the running work before the old ones go, so that ids stay unique all along.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

TABLE = "accounts_opportunity"


def dropped(name: str) -> str:
    return f"DROP INDEX CONCURRENTLY IF EXISTS {name}"


def unique(name: str, columns: str) -> list[str]:
    """SQL that adds what a UniqueConstraint with a condition is made of, without a lock that keeps writers out.

    What an attempt that was cut off has left is no index, and goes first.
    """
    made = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {TABLE} ({columns}) WHERE NOT (external_id = '')"
    return [dropped(name), made]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0022_indexes_that_repeat_others")]

    operations = [
        AddIndexConcurrently(
            "opportunity",
            models.Index(
                condition=models.Q(("stage__in", ["early", "mid", "late"])),
                fields=["account", "product"],
                name="opportunity_open",
            ),
        ),
        RemoveIndexConcurrently("opportunity", "opportunity_open_product"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    unique("opportunity_external_id_once", "external_id, source"),
                    dropped("opportunity_external_id_once"),
                ),
                migrations.RunSQL(
                    dropped("opportunity_source_id_once"),
                    unique("opportunity_source_id_once", "source, external_id"),
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "opportunity",
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("external_id", "source"),
                        name="opportunity_external_id_once",
                    ),
                ),
                migrations.RemoveConstraint("opportunity", "opportunity_source_id_once"),
            ],
        ),
    ]
