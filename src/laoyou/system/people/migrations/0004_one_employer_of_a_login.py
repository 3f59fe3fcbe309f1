"""A staff member works for one organisation, and has roles there only."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0003_search_and_slow_guessing")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="employer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
            ),
        ),
        migrations.RunSQL(
            "UPDATE people_user SET employer_id = role.organisation_id FROM (SELECT DISTINCT ON (user_id) user_id,"
            " organisation_id FROM people_staff_role ORDER BY user_id, id) role"
            " WHERE role.user_id = people_user.id AND is_staff_member",
            migrations.RunSQL.noop,
        ),
        # A login without a role opens nothing; whose it is nobody wrote down, so it is closed.
        migrations.RunSQL(
            "UPDATE people_user SET is_active = false, employer_id = (SELECT min(id) FROM people_organisation)"
            " WHERE is_staff_member AND employer_id IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=Q(is_staff_member=True, employer__isnull=False)
                | Q(is_staff_member=False, employer__isnull=True),
                name="staff_has_employer",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(fields=["id", "employer"], name="user_of_an_employer"),
        ),
        # Of roles given before, those in another organisation stay until they end.
        migrations.RunSQL(
            "ALTER TABLE people_staff_role ADD CONSTRAINT staff_role_of_the_employer FOREIGN KEY"
            " (user_id, organisation_id) REFERENCES people_user (id, employer_id) NOT VALID",
            "ALTER TABLE people_staff_role DROP CONSTRAINT staff_role_of_the_employer",
        ),
    ]
