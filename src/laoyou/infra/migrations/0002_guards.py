from django.db import migrations

from laoyou.infra.schema import REFUSE_CHANGE, append_only, estate_rows_only


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_tables")]

    operations = [
        REFUSE_CHANGE,
        *estate_rows_only("infra_audit", "infra_work", "infra_live_event", "infra_file", "infra_message"),
        *append_only("infra_audit"),
    ]
