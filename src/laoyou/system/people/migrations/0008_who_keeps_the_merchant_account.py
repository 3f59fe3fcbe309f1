"""One company keeps the merchant account, by the word of the city's administrator.

Where there is only one company it kept the account all along.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0007_who_hears_of_payments")]

    operations = [
        migrations.AddField(
            model_name="organisation", name="keeps_merchant_account", field=models.BooleanField(default=False)
        ),
        migrations.RunSQL(
            "UPDATE people_organisation SET keeps_merchant_account = true WHERE kind = 'company'"
            " AND (SELECT count(*) FROM people_organisation WHERE kind = 'company') = 1",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=Q(keeps_merchant_account=False) | Q(kind="company"), name="merchant_account_of_a_company"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=["keeps_merchant_account"],
                condition=Q(keeps_merchant_account=True),
                name="one_merchant_account",
            ),
        ),
    ]
