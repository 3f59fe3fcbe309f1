from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, no_overlap, same_estate


class Migration(migrations.Migration):
    dependencies = [("places", "0001_tables"), ("infra", "0002_guards")]

    operations = [
        same_estate("places_entrance", "building_id", "places_building"),
        same_estate("places_home", "building_id", "places_building"),
        same_estate("places_home", "entrance_id", "places_entrance"),
        same_estate("places_home_area", "home_id", "places_home"),
        same_estate("places_parking_holding", "space_id", "places_parking_space"),
        same_estate("places_parking_holding", "home_id", "places_home"),
        no_overlap("places_home_area", "home_id"),
        no_overlap("places_parking_holding", "space_id"),
        *estate_rows_only(
            *("places_estate_move", "places_building", "places_entrance", "places_home", "places_home_area"),
            *("places_parking_space", "places_parking_holding"),
        ),
        *append_only("places_estate_move"),
    ]
