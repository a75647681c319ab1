"""A row of an import is known by its place; contracts remember where they came from."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("uploaded", "Uploaded"),
    ("checking", "Being checked"),
    ("checked", "Checked"),
    ("running", "Running"),
    ("stopped", "Stopped"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("undone", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_trail_append_only")]

    operations = [
        migrations.AddField("importsource", "options", models.JSONField(default=dict)),
        migrations.AddField("importrun", "checked", models.JSONField(default=dict)),
        migrations.AddField("importrun", "progress", models.JSONField(default=dict)),
        migrations.AddField("importrun", "note", models.TextField(blank=True)),
        migrations.AlterField("importrun", "state", models.CharField(choices=STATES, default="uploaded", max_length=8)),
        migrations.AddField(
            "contract",
            "source",
            models.CharField(blank=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            "contract",
            "external_id",
            models.CharField(blank=True, default="", editable=False, max_length=100),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "contract",
            models.UniqueConstraint(
                fields=("source", "external_id"),
                condition=models.Q(("external_id", ""), _negated=True),
                name="contract_source_id_once",
            ),
        ),
        # Written by COPY, one for every row of every import: its place is its key, and nothing else is checked.
        migrations.DeleteModel("ImportRow"),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "file", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file", models.PositiveSmallIntegerField()),
                ("line", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("updated", "Updated"),
                            ("unchanged", "Unchanged"),
                            ("merged", "Merged"),
                            ("listed", "Not imported"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("target_id", models.BigIntegerField(null=True)),
                ("raw", models.TextField()),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="accounts.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported row",
                "verbose_name_plural": "imported rows",
                "ordering": ("run", "file", "line"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome__in", ["updated", "merged", "listed"])),
                        fields=["run", "file", "outcome", "line"],
                        name="import_row_outcome",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["target_id"], name="import_row_target", pages_per_range=16
                    ),
                ],
            },
        ),
    ]
