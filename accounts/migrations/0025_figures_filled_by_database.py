"""A row of figures needs no more than its account: the database knows what is not known yet."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0024_import_rows_of_contacts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accountfigures',
            name='box',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='cis_label',
            field=models.CharField(blank=True, db_default='', default='', max_length=6),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='gap_count',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='health_band',
            field=models.CharField(choices=[('green', 'Strong'), ('amber', 'Fair'), ('red', 'Weak'), ('grey', 'Unknown')], db_default='grey', default='grey', max_length=5),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='health_coverage',
            field=models.FloatField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='health_status',
            field=models.CharField(db_default='insufficient', default='insufficient', max_length=12),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='health_trend',
            field=models.CharField(blank=True, db_default='', default='', max_length=5),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='open_actions',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='overdue_actions',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='stage',
            field=models.CharField(blank=True, choices=[('strategy', 'Strategy'), ('research', 'Research'), ('action_plan', 'Action plan'), ('execution', 'Execution'), ('review', 'Review')], db_default='', default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='accountfigures',
            name='updated_at',
            field=models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now()),
        ),
    ]
