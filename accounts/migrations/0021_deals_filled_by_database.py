"""What a new deal gets where an import says nothing is known to the database: COPY need not send and read it."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0020_figures_one_index_less'),
    ]

    operations = [
        migrations.AlterField(
            model_name='opportunity',
            name='competitor',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='competitor'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created at'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='is_renewal',
            field=models.BooleanField(db_default=False, default=False, verbose_name='renewal'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='loss_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='reason for the loss'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='next_step',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='next step'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='updated_at',
            field=models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='changed at'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name='version'),
        ),
        migrations.AlterField(
            model_name='opportunity',
            name='win_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='reason for the win'),
        ),
    ]
