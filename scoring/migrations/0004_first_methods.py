"""The first version of each method as data, and the programme's one row."""

from django.db import migrations

from scoring.engine import cis, health, selection, viability

FIRST = {
    "cis": cis.METHOD_1,
    "health": health.METHOD_1,
    "viability": viability.METHOD_1,
    "select": selection.METHOD_1,
}


def publish(apps, schema_editor):
    method, programme = apps.get_model("scoring", "Method"), apps.get_model("scoring", "Programme")
    for model, first in FIRST.items():
        method.objects.get_or_create(version=first.version, defaults={"model": model, "parameters": first.to_dict()})
    programme.objects.get_or_create(pk=1)


def withdraw(apps, schema_editor):
    versions = [first.version for first in FIRST.values()]
    apps.get_model("scoring", "Method").objects.filter(version__in=versions).delete()
    apps.get_model("scoring", "Programme").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_day_index_and_leaving")]
    operations = [migrations.RunPython(publish, withdraw)]
