"""Load the city, its districts, street offices and towns. Communities are added as estates are opened."""

import csv
from pathlib import Path

from django.db import migrations

STREETS = Path(__file__).resolve().parent.parent / "data" / "nanning-streets.csv"
CITY = ("4501", "南宁市")
DISTRICTS = {
    "450102": "兴宁区",
    "450103": "青秀区",
    "450105": "江南区",
    "450107": "西乡塘区",
    "450108": "良庆区",
    "450109": "邕宁区",
    "450110": "武鸣区",
    "450123": "隆安县",
    "450124": "马山县",
    "450125": "上林县",
    "450126": "宾阳县",
    "450181": "横州市",
}


def load(apps, schema_editor):
    division = apps.get_model("places", "Division")
    city, _ = division.objects.get_or_create(code=CITY[0], defaults={"name": CITY[1], "level": "city"})
    division.objects.bulk_create(
        [division(code=code, name=name, level="district", parent=city) for code, name in DISTRICTS.items()],
        ignore_conflicts=True,
    )
    districts = {district.code: district for district in division.objects.filter(level="district")}
    with STREETS.open(encoding="utf-8", newline="") as file:
        division.objects.bulk_create(
            [
                division(code=row["code"], name=row["name"], level="street_office", parent=districts[row["areaCode"]])
                for row in csv.DictReader(file)
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("places", "0003_estate_opened_by")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
