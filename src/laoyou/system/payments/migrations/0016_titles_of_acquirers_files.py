"""How an acquirer calls the columns of its file, where a person said so."""

from django.db import migrations, models

OF_A_DAY = (
    *("state", "ours_count", "ours_fen", "billed_count", "billed_fen", "refunded_fen", "fee_fen", "paid_out_fen"),
    *("books_explained_fen", "bank_explained_fen", "file_id", "file_sha256", "trouble", "work_id", "asked_at"),
    *("fetched_at", "compared_at", "closed_at", "closed_by", "closed_by_name"),
)
KEEP = """
    CREATE OR REPLACE FUNCTION public.payments_channel_day_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF to_jsonb(new) - '{%(kept)s}'::text[] IS DISTINCT FROM to_jsonb(old) - '{%(kept)s}'::text[] THEN
        RAISE 'issued: only %(said)s may change' USING ERRCODE = '42501';
      END IF; RETURN new; END $$
"""


def kept(*columns: str) -> str:
    return KEEP % {"kept": ",".join(columns), "said": ", ".join(columns)}


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0015_payers_inside_wechat"),
    ]

    operations = [
        migrations.AddField(model_name="channelday", name="titles", field=models.JSONField(default=dict)),
        migrations.RunSQL(kept(*OF_A_DAY, "titles"), kept(*OF_A_DAY)),
    ]
