"""The 57 questions of the method, from planning/data/questions.csv."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "questions.csv"


def words(cell):
    return [word.strip() for word in cell.split(";") if word.strip()]


def load(apps, schema_editor):
    question = apps.get_model("planning", "Question")
    with DATA.open(encoding="utf-8", newline="") as lines:
        question.objects.bulk_create(
            question(
                code=row["code"],
                order=int(row["order"]),
                category=row["category_code"],
                category_en=row["category_en"],
                category_zh=row["category_zh_hans"],
                text_en=row["question_en"],
                text_zh=row["question_zh_hans"],
                kind=row["answer_type"],
                choices_en=words(row["choices_en"]),
                choices_zh=words(row["choices_zh_hans"]),
                stage=row["stage"],
                also_stages=words(row["also_stages"]),
                fed_by=row["prefill_from"],
                feeds=row["feeds"],
                is_core=row["core"] == "yes",
            )
            for row in csv.DictReader(lines)
        )


def unload(apps, schema_editor):
    apps.get_model("planning", "Question").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
