"""Every setting, read from the environment once. Documented in docs/run/settings.md; a test compares the two."""

from pathlib import Path
from typing import Any

from environs import Env
from marshmallow.validate import OneOf

env = Env()
ROOT = Path(__file__).resolve().parents[2]
env.read_env(str(ROOT / ".env"), recurse=False)

DEBUG = env.bool("SENTBY_DEBUG", False)
DATA = Path(env.str("SENTBY_DATA", str(ROOT / "var")))
SITE_URL = env.str("SENTBY_URL", "http://localhost:8000").rstrip("/")
SITE_NAME = env.str("SENTBY_NAME", "Sentby")
DESK_ADDRESS = env.str("SENTBY_DESK_ADDRESS", "desk@localhost")
ALLOWED_HOSTS = env.list("SENTBY_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
BEHIND_PROXY = env.bool("SENTBY_BEHIND_PROXY", False)
DEMO = env.bool("SENTBY_DEMO", False)
WORKER_PAUSE = env.float("SENTBY_WORKER_PAUSE", 1.0)
OVER_TLS = SITE_URL.startswith("https://")


def _secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data, readable by its owner only."""
    from sentby.core.secret import kept_secret

    return env.str("SENTBY_SECRET_KEY", "") or kept_secret(DATA / "secret-key")


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "sentby.core",
    "sentby.accounts",
    "sentby.mail",
    "sentby.people",
    "sentby.followups",
    "sentby.referrals",
    "sentby.introductions",
    "sentby.gratitude",
    "sentby.today",
    "sentby.accounts.apps.SignInConfig",
    "sentby.accounts.apps.KindsConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sentby.core.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "sentby.core.problems.speak_problems",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sentby.core.middleware.SignedInOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sentby.core.middleware.zone",
    "sentby.core.middleware.refuse_nul",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sentby.urls"
WSGI_APPLICATION = "sentby.wsgi.application"
APPEND_SLASH = True
FORM_RENDERER = "sentby.core.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sentby.core.context.desk",
                "sentby.today.context.nav",
            ],
            "builtins": ["sentby.core.templatetags.ui", "template_partials.templatetags.partials"],
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite beside the data unless DATABASE_URL says otherwise; durable settings on either."""
    from sentby.core.databases import configured

    return configured(env.str("DATABASE_URL", f"sqlite:///{DATA / 'sentby.sqlite3'}"))


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- who may come in ----
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "sentby.accounts.adapter.DeskAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = (
    True  # asks our adapter, which writes to nobody and takes as long as if it had
)
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # limits count by the visitor's address, not the proxy's
ACCOUNT_USER_DISPLAY = "sentby.accounts.adapter.shown_as"
POST_OFFICE = "sentby.mail.actions"  # mail stands above accounts, so it is named here and not imported there
POST_LETTER = "sentby.mail.letters.Letter"
DEMO_PASSWORD = "who sent you"  # noqa: S105  shown on the sign-in page of a demo, and only there
MFA_ADAPTER = "sentby.accounts.adapter.DeskMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_TLS
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off

# ---- mail ----
MAIL_URL = env.str("MAIL_URL", "")  # smtp://user:password@host:587?tls=starttls; empty: the local outbox
MAIL_FROM = env.str("MAIL_FROM", DESK_ADDRESS)
MAIL_TIMEOUT = env.float("MAIL_TIMEOUT", 20.0)

# ---- the browser ----
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "sentby.core.errors.stale_form"
SECURE_SSL_REDIRECT = OVER_TLS
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}  # not every machine knows it
SILENCED_SYSTEM_CHECKS: list[str] = []

LOG_LEVEL = env.str("SENTBY_LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": LOG_LEVEL},
}
