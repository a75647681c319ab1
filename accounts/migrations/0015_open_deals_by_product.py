"""Deals are looked for by product only while they are open, and never by owner: two indexes fewer to write on import.

Without a transaction, so that deals can be written while the new index is built.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0014_win_reason_cleared")]

    operations = [
        AddIndexConcurrently(
            "opportunity",
            models.Index(
                condition=models.Q(("stage__in", ["early", "mid", "late"])),
                fields=["product"],
                name="opportunity_open_product",
            ),
        ),
        migrations.AlterField(
            "opportunity",
            "owner",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opportunities",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AlterField(
            "opportunity",
            "product",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opportunities",
                to="accounts.product",
                verbose_name="product",
            ),
        ),
    ]
