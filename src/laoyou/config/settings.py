"""Every setting of an installation. What differs between installations comes from the environment, typed."""

from __future__ import annotations

import os
from pathlib import Path

from laoyou.infra import environment
from laoyou.infra.assets import static_version
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls, django_settings

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Home.from_environment()
DEBUG = False
DEMO = environment.flag("LAOYOU_DEMO", default=False)
CLOCK_OFFSET_S = environment.whole("LAOYOU_CLOCK_OFFSET_S", 0)  # seconds, also below zero: the demo's days
SECRET_KEY = HOME.key_for("django").hex()
ALLOWED_HOSTS = environment.words("LAOYOU_HOSTS", "127.0.0.1,localhost,[::1]")
PORT = environment.number("LAOYOU_PORT", 8000)
PUBLIC_ADDRESS = os.environ.get("LAOYOU_PUBLIC_ADDRESS", f"http://127.0.0.1:{PORT}")
IS_HTTPS = PUBLIC_ADDRESS.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
PAYMENT_NOTIFY_ADDRESS = os.environ.get("LAOYOU_NOTIFY_ADDRESS", PUBLIC_ADDRESS)
PAYMENT_NOTIFY_PAGE = "api:payment_notification"
PAYMENT_RETURN_PAGE = "resident:order"
OPEN311_JURISDICTION = os.environ.get("LAOYOU_OPEN311_JURISDICTION", "nanning.gov.cn")
RECEIPT_CHECK_PAGE = "resident:receipt_check"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "laoyou.infra",
    "laoyou.system.places",
    "laoyou.system.people",
    "laoyou.system.contact",
    "laoyou.system.mandates",
    "laoyou.system.ledger",
    "laoyou.system.payments",
    "laoyou.system.billing",
    "laoyou.system.work",
    "laoyou.system.dispatch",
    "laoyou.system.oversight",
    "laoyou.platforms.resident",
    "laoyou.platforms.operations",
    "laoyou.platforms.supervision",
    "laoyou.platforms.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "laoyou.infra.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "laoyou.platforms.access.SecurityHeaders",
    "laoyou.platforms.access.ActorAndScope",
]
ROOT_URLCONF = "laoyou.config.urls"
ASGI_APPLICATION = "laoyou.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "platforms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "laoyou.platforms.access.page_context",
            ],
            "builtins": ["laoyou.platforms.formats"],
        },
    }
]

_urls = database_urls(HOME)
_login = _urls.owner if os.environ.get("LAOYOU_DB_LOGIN") == "owner" else _urls.app
_pool = environment.flag("LAOYOU_DB_POOL", default=False)
# A pooled connection is asked for a sign of life before use, so that a restart of the database heals by itself.
DATABASES = {"default": django_settings(_login, pool=_pool) | {"CONN_HEALTH_CHECKS": _pool}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "laoyou.infra.leaps.watch_the_calendar"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_VERSION = os.environ.get("LAOYOU_STATIC_VERSION") or static_version()
STATIC_URL = f"/static/{STATIC_VERSION}/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = os.environ.get("LAOYOU_STATIC_ROOT", str(HOME.path / "static" / STATIC_VERSION))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME.files)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# `laoyou run` collects and compresses the files first; without that (tests, development) they are found on demand.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not Path(STATIC_ROOT).exists()
WHITENOISE_IMMUTABLE_FILE_TEST = r"^" if not WHITENOISE_AUTOREFRESH else r"$^"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "laoyou.platforms.access.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "httpx": {"level": "WARNING"}},
}
