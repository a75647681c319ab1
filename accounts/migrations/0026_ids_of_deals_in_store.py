"""A connection takes ids of deals by the hundred: an import needs thousands, and each that is taken alone has its price.

Ids stay unique; those that a connection does not use are left out.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0025_figures_filled_by_database")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_opportunity ALTER COLUMN id SET CACHE 100",
            "ALTER TABLE accounts_opportunity ALTER COLUMN id SET CACHE 1",
        )
    ]
