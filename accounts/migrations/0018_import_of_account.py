"""An import of contacts may be meant for one account."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The account that all rows belong to."""

    dependencies = [("accounts", "0017_character_judged")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.account"
            ),
        ),
    ]
