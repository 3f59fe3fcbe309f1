from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, no_overlap, same_estate


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_tables"), ("places", "0002_guards")]

    operations = [
        same_estate("mandates_mandate", "document_id", "infra_file"),
        same_estate("mandates_mandate_move", "mandate_id", "mandates_mandate"),
        same_estate("mandates_tariff", "mandate_id", "mandates_mandate"),
        same_estate("mandates_home_tariff", "home_id", "places_home"),
        same_estate("mandates_home_tariff", "tariff_id", "mandates_tariff"),
        no_overlap("mandates_home_tariff", "home_id", "tariff_id"),
        *estate_rows_only("mandates_mandate", "mandates_mandate_move", "mandates_tariff", "mandates_home_tariff"),
        *append_only("mandates_mandate_move"),
    ]
