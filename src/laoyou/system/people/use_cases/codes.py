"""Sign-in of residents: a code to the telephone, and what the telephone then opens."""

from __future__ import annotations

import logging
import secrets as random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext, override

from laoyou.infra import messages, scope, secrets
from laoyou.infra.jobs import app
from laoyou.system.people.errors import CodeUsedUp, WrongCode
from laoyou.system.people.models import OneTimeCode, Person, User
from laoyou.system.people.rules import sign_in_codes
from laoyou.system.people.rules.masking import masked_telephone
from laoyou.system.people.rules.telephones import mobile

TIE_TASK = "people.tie_records"
_PURPOSE = "sign-in code"
log = logging.getLogger(__name__)


def send_code(*, telephone: str, at: datetime) -> None:
    """Send a one-time code to the telephone.

    Answers alike for every number. One that nobody knows gets a message without a code that says whom to call, so only
    its holder learns that it is not recorded.
    Raises: NotAMobile, CodeJustSent, TooManyCodes.
    """
    number = mobile(telephone)
    with scope.everything():  # a telephone is looked for in all estates before anybody is signed in
        _one_at_a_time(number)
        sent = OneTimeCode.objects.filter(telephone=number, sent_at__gt=at - sign_in_codes.HOUR)
        sign_in_codes.check_may_send(sent=sent.values_list("sent_at", flat=True), at=at)
        digits = f"{random.randbelow(10**sign_in_codes.DIGITS):0{sign_in_codes.DIGITS}d}"
        row = OneTimeCode.objects.create(
            telephone=number,
            code_hash=_hash(number, digits),
            sent_at=at,
            expires_at=at + sign_in_codes.LIFETIME,
        )
        text = _words(number, digits)
    with scope.estate(0):
        messages.write(estate_id=0, receiver=number, text=text, fact_key=f"code:{row.id}", at=at)


def sign_in_with_code(*, telephone: str, code: str, at: datetime) -> int:
    """Check the newest code of the telephone and return the user that it opens.

    The first sign-in makes the user and ties the estates' records with this telephone to it, as long as all of them
    bear one name: a telephone never identifies a person, so where several people are known by it, in one estate or in
    two, the desk ties each by hand after seeing who it is. Until then the sign-in opens no home of theirs.

    One transaction for the code and the user, then one for each estate that has records to tie (R4): call it outside
    any other. An estate that can't be written now stops nobody at the door; a job tries it again.
    Raises: NotAMobile, WrongCode, CodeUsedUp. A wrong try is counted even though it is refused.
    """
    number = mobile(telephone)
    with scope.everything():
        _one_at_a_time(number)
        refusal = _use_up(number, code.strip(), at)
        user_id = None if refusal else _user_of(number, at)
    if refusal is not None:
        raise refusal
    if user_id is None:
        raise WrongCode
    if left := tie_records(user_id=user_id):
        app.configure_task(TIE_TASK, lock=f"{TIE_TASK}:{user_id}").defer(user_id=user_id)
        log.error("records of user %s in %s estates are not tied yet", user_id, len(left))
    return user_id


def tie_records(*, user_id: int) -> list[int]:
    """Tie to the user what is surely theirs, estate by estate, and return the estates where it failed. Safe to repeat.

    What each estate holds is asked again under its own lock: a record may have changed since all were read together.
    """
    with scope.everything():
        user = User.objects.get(id=user_id)
        records = list(Person.objects.filter(telephone=user.telephone, kind="natural").order_by("estate_id", "id"))
    to_tie: dict[int, list[int]] = defaultdict(list)
    for row in records:
        if row.user_id is None and _is_surely_of(user, row, records):
            to_tie[row.estate_id].append(row.id)
    failed = []
    for estate_id, ids in to_tie.items():
        try:
            with scope.estate(estate_id):
                names = {row.name for row in records if row.id in ids}
                still = Person.objects.filter(
                    estate_id=estate_id, id__in=ids, user_id=None, telephone=user.telephone, name__in=names
                )
                still.update(user_id=user.id)
        except Exception as fault:  # whatever befell this estate: the person's others, and the sign-in, go on
            log.error("tying records of user %s in estate %s failed: %s", user_id, estate_id, type(fault).__name__)
            failed.append(estate_id)
    return failed


def _use_up(number: str, code: str, at: datetime) -> WrongCode | CodeUsedUp | None:
    row = OneTimeCode.objects.select_for_update().filter(telephone=number).order_by("-id").first()
    if row is None or not sign_in_codes.is_alive(expires_at=row.expires_at, used_at=row.used_at, at=at):
        return WrongCode()
    if row.tries >= sign_in_codes.TRIES:
        return CodeUsedUp()
    if bytes(row.code_hash) != _hash(number, code):
        row.tries += 1
        row.save(update_fields=["tries"])
        return CodeUsedUp() if row.tries >= sign_in_codes.TRIES else WrongCode()
    row.used_at = at
    row.save(update_fields=["used_at"])
    return None


def _user_of(number: str, at: datetime) -> int | None:
    user = User.objects.select_for_update().filter(telephone=number).first()
    if user is not None and (not user.is_active or user.is_staff_member):  # staff sign in by password
        return None
    if user is None:
        names = set(Person.objects.filter(telephone=number, kind="natural").values_list("name", flat=True))
        if not names:
            return None
        name = names.pop() if len(names) == 1 else masked_telephone(number)
        user = User(telephone=number, name=name, created_at=at)
        user.set_unusable_password()
        user.save()
    User.objects.filter(id=user.id).update(last_login=at)
    return user.id


def _is_surely_of(user: User, record: Person, records: Sequence[Person]) -> bool:
    """A telephone is often a family's: a record is tied by itself when nobody else is known by this number, or when it
    bears the name of the records that are tied already and no second one of its estate does.
    """
    theirs = {row.name for row in records if row.user_id == user.id} or {row.name for row in records}
    in_estate = {row.name for row in records if row.estate_id == record.estate_id}
    return theirs == {record.name} and in_estate == {record.name}


def _words(number: str, digits: str) -> str:
    user = User.objects.filter(telephone=number).first()
    is_known = user is not None or Person.objects.filter(telephone=number, kind="natural").exists()
    with override(user.language if user else "zh-hans"):
        if not is_known:
            return gettext(
                "[Laoyou Butler] This number is not recorded with any home yet. "
                "Call the service desk of your estate; they add it in a few minutes."
            )
        return gettext(
            "[Laoyou Butler] Your code is %(digits)s, good for 5 minutes. Nobody of ours ever asks you for it."
        ) % {"digits": digits}


def _hash(number: str, digits: str) -> bytes:
    return secrets.lookup_hash(f"{number}:{digits}", purpose=_PURPOSE)


def _one_at_a_time(number: str) -> None:
    """Let two askers for one number wait for each other: both would find that none was sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in code {number}"])


def forget_old_codes(*, at: datetime) -> int:
    """Delete codes that ended more than a day ago, and return how many. Safe to run twice."""
    with transaction.atomic():
        gone, _ = OneTimeCode.objects.filter(Q(sent_at__lt=at - 24 * sign_in_codes.HOUR)).delete()
    return gone
