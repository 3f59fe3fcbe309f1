from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Right
from django.utils.crypto import salted_hmac

from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.people.house_ledger.rules.states import SheetState


class User(AbstractBaseUser):
    """A login. City-wide directory (R3): estates refer to it by id alone, never by a foreign key."""

    login = models.CharField(max_length=40, unique=True, null=True)
    telephone = models.CharField(max_length=20, unique=True, null=True)
    name = models.CharField(max_length=60)
    is_staff_member = models.BooleanField(default=False)
    employer = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    has_first_password = models.BooleanField(default=False)
    totp_secret = models.BinaryField(null=True)
    totp_last_step = models.BigIntegerField(default=0)
    failed_tries = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(default=False)
    hears_of_payments = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"

    def get_session_auth_hash(self) -> str:
        """Return what a session is tied to: a new password or second factor ends all other sessions."""
        factor = bytes(self.totp_secret).hex() if self.totp_secret else ""
        return salted_hmac("laoyou.people.session", f"{self.password}|{factor}", algorithm="sha256").hexdigest()

    class Meta:
        db_table = "people_user"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_staff_member=True, login__isnull=False) | Q(is_staff_member=False),
                name="staff_has_login",
            ),
            models.CheckConstraint(
                condition=Q(is_staff_member=True, employer__isnull=False)
                | Q(is_staff_member=False, employer__isnull=True),
                name="staff_has_employer",
            ),
            models.UniqueConstraint(fields=["id", "employer"], name="user_of_an_employer"),
            # A code sent to a telephone opens what a resident sees, never what a password and a second factor guard.
            models.CheckConstraint(
                condition=Q(is_staff_member=False) | Q(telephone__isnull=True), name="staff_sign_in_by_password"
            ),
        ]


class OneTimeCode(models.Model):
    """A code sent to a telephone. Only its keyed hash is kept."""

    telephone = models.CharField(max_length=20, db_index=True)
    code_hash = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_one_time_code"


class TryCount(models.Model):
    """How often something was tried from one place within a window, so that guessing is slow. Only a keyed hash."""

    key_hash = models.BinaryField(max_length=32, unique=True)
    window_starts_at = models.DateTimeField()
    tries = models.IntegerField(default=0)

    class Meta:
        db_table = "people_try_count"


class Organisation(models.Model):
    """A company, street office, community, owners' committee, bureau. Reference table."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, null=True, related_name="+")
    telephone = models.CharField(max_length=20, default="")
    keeps_merchant_account = models.BooleanField(default=False)

    class Meta:
        db_table = "people_organisation"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("company", "street_office", "community", "owners_committee", "owners_assembly"),
                        *("owners_group", "single_owner", "developer", "housing_bureau"),
                    ]
                ),
                name="organisation_kind",
            ),
            models.CheckConstraint(
                condition=Q(keeps_merchant_account=False) | Q(kind="company"), name="merchant_account_of_a_company"
            ),
            models.UniqueConstraint(
                fields=["keeps_merchant_account"],
                condition=Q(keeps_merchant_account=True),
                name="one_merchant_account",
            ),
        ]


class StaffRole(models.Model):
    """A user's role in an organisation, from–to; for one estate, or (null) for all that the organisation may see."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    only_estate_id = models.BigIntegerField(null=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta:
        db_table = "people_staff_role"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name="staff_role_period"
            )
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="staff_role_by_place")]


class Person(EstateRow):
    """业主, resident or tenant as an estate knows them; also an organisation that owns homes (the developer)."""

    kind = models.CharField(max_length=12, default="natural")
    name = models.CharField(max_length=80)
    initials = models.CharField(max_length=80, default="")
    telephone = models.CharField(max_length=20, default="")
    telephone_tail = models.GeneratedField(
        expression=Right("telephone", 4), output_field=models.CharField(max_length=4), db_persist=True
    )
    id_number = models.BinaryField(null=True)
    id_number_hash = models.BinaryField(max_length=32, null=True)
    user_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "people_person"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["natural", "organisation"]), name="person_kind"),
            models.UniqueConstraint(
                fields=["estate_id", "id_number_hash"],
                condition=Q(id_number_hash__isnull=False),
                name="id_number_once",
            ),
        ]
        indexes = [
            # In the order of bytes, so that the beginning of a word is a range of the index under row-level security
            # too: LIKE is not leakproof, comparison is.
            models.Index("estate_id", Collate("name", "C"), name="person_by_name"),
            models.Index("estate_id", Collate("initials", "C"), name="person_by_initials"),
            models.Index(fields=["estate_id", "telephone_tail"], name="person_by_tail"),
            models.Index(fields=["telephone"], name="person_by_telephone"),
            models.Index(fields=["user_id"], name="person_by_user"),
        ]


class HomeBond(EstateRow):
    """What binds a person to a home from–to: owner (with a share), resident, tenant. Law: JI-7-COUNT."""

    home = belongs_to("places.Home", related_name="bonds")
    person = belongs_to("people.Person", related_name="bonds")
    role = models.CharField(max_length=12)
    share_parts = models.IntegerField(default=1)
    share_whole = models.IntegerField(default=1)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "people_home_bond"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(role__in=["owner", "resident", "tenant"]), name="bond_role"),
            models.CheckConstraint(
                condition=Q(share_parts__gt=0, share_whole__gte=F("share_parts")), name="bond_share"
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="bond_period"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "home"], name="bond_by_home"),
            models.Index(fields=["estate_id", "person"], name="bond_by_person"),
        ]


class Delegation(EstateRow):
    """A relative acts for an elderly resident: visible to both, revocable, dated."""

    person = belongs_to("people.Person", related_name="delegations")
    delegate_user_id = models.BigIntegerField()
    delegate_name = models.CharField(max_length=60)
    relation = models.CharField(max_length=20)
    granted_by = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "people_delegation"
        indexes = [models.Index(fields=["delegate_user_id"], name="delegation_by_user")]


class PersonalDataOpening(EstateRow):
    """Somebody looked at a masked field, and why. Append-only; the person concerned can read it."""

    person = belongs_to("people.Person", related_name="openings")
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=200)
    opened_by = models.BigIntegerField(null=True)
    opened_by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "people_personal_data_opening"
        indexes = [models.Index(fields=["estate_id", "person", "-at"], name="opening_by_person")]


class ImportedSheet(EstateRow):
    """A ledger file as handed in: its mapping, its findings, and what became of it."""

    file = belongs_to("infra.StoredFile")
    work = belongs_to("infra.Work", null=True)
    state = models.CharField(max_length=12, default=SheetState.READ.value)
    mapping = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    leave_out_refused = models.BooleanField(default=False)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    file_deleted_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "people_imported_sheet"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SheetState]), name="imported_sheet_state"
            ),
        ]
