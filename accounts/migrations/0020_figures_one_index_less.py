"""Every night rewrites the figures of nearly every account: an index that no list sorts by is paid for and not needed."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0019_contract_end_result")]
    operations = [RemoveIndexConcurrently(model_name="accountfigures", name="figures_review")]
