"""Sessions of signed-in people: begun afresh at sign-in, ended at sign-out, for staff after half an hour's silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import auth
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from laoyou.core.errors import NotFound
from laoyou.system.people import queries as people

IDLE_STAFF = timedelta(minutes=30)
_WRITTEN_EVERY_S = 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_SEEN_AT = "seen at"


def begin(request: HttpRequest, *, user_id: int, at: datetime) -> None:
    """Sign the user in. The session gets a new key, so that one handed in from before opens nothing."""
    user = people.active_user(user_id)
    if user is None:
        raise NotFound
    kept = {key: value for key, value in request.session.items() if key == "flash"}
    request.session.flush()
    # Not auth.login(): its signal would write the sign-in down by another clock than `at`.
    request.session.update(
        {
            **kept,
            auth.SESSION_KEY: str(user.pk),
            auth.BACKEND_SESSION_KEY: _BACKEND,
            auth.HASH_SESSION_KEY: user.get_session_auth_hash(),
            _SEEN_AT: at.timestamp(),
        }
    )
    rotate_token(request)


def end(request: HttpRequest) -> None:
    auth.logout(request)


def keep_after_change(request: HttpRequest, *, user_id: int) -> None:
    """Keep this session alive after its user's password or second factor changed; all others end."""
    user = people.active_user(user_id)
    if user is not None:
        request.session.cycle_key()
        request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()


def has_gone_idle(request: HttpRequest, *, at: datetime) -> bool:
    """Return whether a staff session has been silent for too long, and note the sign of life when not.

    What a page asks by itself, progress bars and live streams, is no sign of life.
    """
    seen = request.session.get(_SEEN_AT)
    if seen is not None and at.timestamp() - seen > IDLE_STAFF.total_seconds():
        return True
    is_by_itself = request.method == "GET" and ("HX-Request" in request.headers or request.path_info == "/live")
    if seen is None or (not is_by_itself and at.timestamp() - seen > _WRITTEN_EVERY_S):
        request.session[_SEEN_AT] = at.timestamp()
    return False
