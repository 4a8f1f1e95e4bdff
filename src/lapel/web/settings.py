"""Django's settings, from the environment; secure unless the site runs for one person on their own machine.

docs/how-to/serve.md lists the variables.
"""

import os
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lapel.web.places import data_dir, local_key

HERE = Path(__file__).parent

MODES = ("local", "production")
MODE = os.environ.get("LAPEL_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"LAPEL_MODE: found {MODE!r}, expected one of {', '.join(MODES)}.")
LOCAL = MODE == "local"

DEBUG = False


def _secret_key() -> str:
    key = os.environ.get("LAPEL_SECRET_KEY", "")
    if not key and LOCAL:
        return local_key()
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"LAPEL_SECRET_KEY: found {'nothing' if not key else f'{len(key)} characters'}, expected at least 50 that "
            "nobody can guess. Make some with:\n  python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key


def _hosts() -> list[str]:
    named = [host.strip() for host in os.environ.get("LAPEL_HOSTS", "").split(",") if host.strip()]
    if named or LOCAL:
        return [*named, *(["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])]
    raise ImproperlyConfigured(
        "LAPEL_HOSTS: found nothing, expected the names under which the site is reached, such as lapel.example.org."
    )


def _database() -> dict[str, object]:
    """Read ``DATABASE_URL``: postgresql://user:password@host:port/name, or sqlite:///path; by default SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if url and parts.scheme != "sqlite":
        raise ImproperlyConfigured(
            f"DATABASE_URL: found the scheme {parts.scheme!r}, expected postgresql://… or sqlite:///path"
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": unquote(parts.path) if url else data_dir() / "site.sqlite3",
        # Several workers write sessions: readers must not wait for them, nor writers fail at once.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        "CONN_MAX_AGE": None,  # Opening the file and setting it up takes longer than what is asked of it.
    }


def _static_version() -> str:
    """Hash every static file, so that a page's addresses change with them and may be kept for ever."""
    digest = sha256()
    digest.update(version("django-htmx").encode())
    for path in sorted((HERE / "static").rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _hosts()
DATABASES = {"default": _database()}

ROOT_URLCONF = "lapel.web.urls"
WSGI_APPLICATION = "lapel.web.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "lapel.web.site",
    "lapel.web.records",
    "lapel.web.answers",
    "lapel.web.plans",
    "lapel.web.keep",
    "lapel.web.study",
    "lapel.web.work",
    "lapel.web.programs",
    "lapel.web.browse",
    "lapel.web.api",
]
MIDDLEWARE = [
    "lapel.web.middleware.Health",
    "lapel.web.middleware.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "lapel.web.middleware.ContentPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lapel.web.middleware.SignedSession",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lapel.web.site.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "lapel.web.site.context.everywhere",
            ],
        },
    }
]

STATIC_URL = f"/static/{_static_version()}/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000  # The version is in the address.

SESSION_ENGINE = "lapel.web.sessions"
SESSION_COOKIE_NAME = "lapel"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "lapel-form"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lapel.web.site.views.form_expired"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 2

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    if os.environ.get("LAPEL_BEHIND_PROXY") == "yes":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

USE_TZ = True
TIME_ZONE = os.environ.get("LAPEL_TIME_ZONE", "America/New_York")
USE_I18N = False
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lapel.web.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # What a visitor did wrong is in the access log.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
