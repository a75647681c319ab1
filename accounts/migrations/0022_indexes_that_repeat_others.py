"""Indexes that only repeat the beginning of others: every change of an account and every event paid for them.

Dropped one by one beside the running work: Django's own way would check all rows' foreign keys anew under a lock.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = {
    'accounts_account_manager_id_d1dcc260': 'accounts_account (manager_id)',
    'accounts_account_team_id_fb17203d': 'accounts_account (team_id)',
    'accounts_account_sort_key_dd7122a8': 'accounts_account (sort_key)',
    'accounts_account_sort_key_dd7122a8_like': 'accounts_account (sort_key varchar_pattern_ops)',
    'accounts_auditevent_account_id_3b31a3eb': 'accounts_auditevent (account_id)',
}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('accounts', '0021_deals_filled_by_database'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX CONCURRENTLY IF EXISTS {name}', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {columns}'
                )
                for name, columns in INDEXES.items()
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='account',
                    name='manager',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='managed_accounts', to=settings.AUTH_USER_MODEL, verbose_name='account manager'),
                ),
                migrations.AlterField(
                    model_name='account',
                    name='sort_key',
                    field=models.CharField(editable=False, max_length=200),
                ),
                migrations.AlterField(
                    model_name='account',
                    name='team',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='accounts.team', verbose_name='team'),
                ),
                migrations.AlterField(
                    model_name='auditevent',
                    name='account',
                    field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='accounts.account'),
                ),
            ],
        ),
    ]
