"""A plan of former owners goes on, and no longer keeps the owners of today from having one of their own."""

from django.db import migrations, models
from django.db.models import Q

DECIDED = ("state", "decided_by", "decided_by_name", "decided_at", "note")
_KEEP = """
CREATE OR REPLACE FUNCTION public.billing_plan_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF to_jsonb(new) - string_to_array('{kept}', ', ')
     IS DISTINCT FROM to_jsonb(old) - string_to_array('{kept}', ', ') THEN
    RAISE 'issued: only {kept} may change' USING ERRCODE = '42501';
  END IF; RETURN new; END $$
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_waivers_by_two_people")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="is_former_owners",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(model_name="plan", name="plan_one_at_a_time"),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                fields=["estate_id", "home_id"],
                condition=Q(state__in=["asked", "running"], is_former_owners=False),
                name="plan_one_at_a_time",
            ),
        ),
        migrations.RunSQL(
            _KEEP.format(kept=", ".join((*DECIDED, "is_former_owners"))), _KEEP.format(kept=", ".join(DECIDED))
        ),
    ]
