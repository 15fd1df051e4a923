"""Django settings: one file, read from the environment by readers that fail loudly (`weibo_ops.env`)."""

from pathlib import Path
from typing import Any

import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from core.redaction import redact_log, redact_report
from weibo_ops import env

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()

DEBUG = env.env_bool("DEBUG", default=False)
SECRET_KEY = env.env_secret("SECRET_KEY")
FERNET_KEYS = env.env_secret("FERNET_KEYS").split(",")
ALLOWED_HOSTS = env.env_list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.env_list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.env_str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "core",
    "accounts",
    "campaigns",
    "content",
    "publishing",
    "monitoring",
    "engagement",
    "reports",
    "weibo_ops.apps.WeiboOpsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.SignInMiddleware",
    "weibo_ops.middleware.MethodPageMiddleware",
    "core.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "weibo_ops.urls"
WSGI_APPLICATION = "weibo_ops.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "weibo_ops.frame.frame",
            ],
            "builtins": ["core.templatetags.show", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {
    "default": {
        **env.parse_database_url(env.database_url()),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_url()
CACHES = {
    "default": {
        "BACKEND": "weibo_ops.cache.Cache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 3, "socket_connect_timeout": 2},
        "KEY_PREFIX": "weibo-ops",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 3600 * env.env_int("SESSION_IDLE_HOURS", default=72, low=1)
"""A session that nobody uses ends after this time."""
SESSION_MAX_SECONDS = 86400 * env.env_int("SESSION_MAX_DAYS", default=14, low=1)
"""However busy: then sign in again."""
COOKIE_PREFIX = "__Host-" if HTTPS else ""
"""The browser itself then refuses such a cookie from a sister host or without HTTPS."""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"
DEVICE_COOKIE_AGE = 180 * 86400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "weibo_ops.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
TRUSTED_PROXIES = env.env_int("TRUSTED_PROXIES", default=0, low=0)
"""How many proxies of ours write X-Forwarded-For in front of the server; 0 believes nobody."""

# Jobs: see weibo_ops/celery.py for the timetable.
CELERY_BROKER_URL = env.celery_broker_url(REDIS_URL)

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.LeakedPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody outside the company is written to
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Passwords are slowed down by accounts.sign_in.throttle; these are for codes (per person) and floods (per address).
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,40/d/key", "login": "600/m/ip", "reset_password_from_key": "60/m/ip"}
SIGN_IN_LIMITS = {"pair": (5, 900), "device": (10, 900), "account": (10, 3600), "address": (200, 900)}
"""Wrong passwords and the seconds within which they count: an account from one address, from a browser it knows, from
all new addresses, and all accounts from one address."""
SIGN_IN_PAUSES = (15, 900)
"""Seconds between further tries on one account from new addresses: the first pause, doubled each time; the longest."""
INVITATION_DAYS = env.env_int("INVITATION_DAYS", default=7, low=1)
"""How long an invitation link works."""
IDENTITY_FRESH_MINUTES = env.env_int("IDENTITY_FRESH_MINUTES", default=15, low=1)
"""Dangerous actions ask again who it is when that was proved longer ago."""

# Second factors
MFA_ADAPTER = "accounts.sign_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by administrators
MFA_TOTP_ISSUER = "Weibo Ops"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {"authenticate": "accounts.sign_in.factors.CodeForm"}

# Single sign-on: each is offered when its first setting is there.
SINGLE_SIGN_ON = env.single_sign_on()
SINGLE_SIGN_ON_DOMAINS = [domain.lower() for domain in env.env_list("SSO_CREATE_DOMAINS", default=[])]
"""Whoever comes with a verified address of these domains gets an account, without any right."""

# Weibo: the real platform when an app key is configured, otherwise the sandbox.
WEIBO_APP_KEY = env.env_str("WEIBO_APP_KEY", default="")
WEIBO_APP_SECRET = env.env_secret("WEIBO_APP_SECRET", default="")
WEIBO_BIZ_APP_KEY = env.env_str("WEIBO_BIZ_APP_KEY", default="")
WEIBO_BIZ_APP_SECRET = env.env_secret("WEIBO_BIZ_APP_SECRET", default="")
WEIBO_SAFE_DOMAIN = env.env_str("WEIBO_SAFE_DOMAIN", default="")
WEIBO_APP_LEVEL = env.env_str("WEIBO_APP_LEVEL", default="normal")
WEIBO_SANDBOX_URL = env.env_str("WEIBO_SANDBOX_URL", default="http://127.0.0.1:8100").rstrip("/")
WEIBO_SERVER_IP = env.env_str("WEIBO_SERVER_IP", default="127.0.0.1")

# Addresses that people type (webhooks, link checks): see core/outgoing
OUTGOING_PORTS = {int(port) for port in env.env_list("OUTGOING_PORTS", default=["80", "443"])}
OUTGOING_INNER_HOSTS = set(env.env_list("OUTGOING_INNER_HOSTS", default=[]))
"""Hosts inside the company that may be asked all the same, as `robot.corp.example` or `10.1.2.3:8080`."""

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ROOT / "static",
    ("vendor/tabler", ROOT / "node_modules/@tabler/core/dist"),
    ("vendor/icons", ROOT / "node_modules/@tabler/icons-webfont/dist"),
    ("vendor/htmx", ROOT / "node_modules/htmx.org/dist"),
    ("vendor/fullcalendar", ROOT / "node_modules/fullcalendar"),
    ("vendor/echarts", ROOT / "node_modules/echarts/dist"),
    ("vendor/sortable", ROOT / "node_modules/sortablejs"),
    ("vendor/cropper", ROOT / "node_modules/cropperjs/dist"),
]
STATIC_HASHED = env.env_bool("STATIC_HASHED", default=not DEBUG)
"""Off in development and tests: files are served from where they lie, under their own names."""
HASHED_STORAGE = "weibo_ops.static_files.Storage"
PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": HASHED_STORAGE if STATIC_HASHED else PLAIN_STORAGE},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_HASHED
MEDIA_ROOT = DATA_DIR / "uploads"
CRAWLER_FOLDER = env.env_folder("CRAWLER_FOLDER", default=DATA_DIR / "crawler")
"""Files that appear here are imported by themselves; None: no folder is watched."""
FILE_UPLOAD_HANDLERS = [
    "core.uploads.handlers.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Mail
EMAIL_BACKEND = env.env_str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.env_str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.env_int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.env_str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.env_secret("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.env_bool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env.env_str("DEFAULT_FROM_EMAIL", default="weibo-ops@localhost")

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if HTTPS:
    # browsers keep such names to this host, this path and HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.env_bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.env_bool("SECURE_HSTS_PRELOAD", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # No style attribute in markup either; the nonce is for the one <style> that FullCalendar fills (docs/adr/0010).
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [NONE],
        "worker-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Log: JSON lines on standard error, without secrets (core/redaction.py)
LOG_CHAIN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[*LOG_CHAIN, redact_log, structlog.processors.JSONRenderer(ensure_ascii=False)],
    logger_factory=structlog.PrintLoggerFactory(),
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact_log,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            "foreign_pre_chain": LOG_CHAIN,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.env_str("LOG_LEVEL", default="INFO")},
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "core.redaction.ReporterFilter"

BACKUP_DIR = env.env_str("BACKUP_DIR", default="")
"""Where the nightly backup goes; without it there is none."""
BACKUP_KEEP = env.env_int("BACKUP_KEEP", default=14, low=1)
"""How many backups stay there."""

AUDIT_ANCHOR_MAIL = env.env_str("AUDIT_ANCHOR_MAIL", default="")
"""Where the daily anchor of the audit log is mailed to: best an address that no administrator of this system reads."""

METRICS_TOKEN = env.env_secret("METRICS_TOKEN", default="")
"""Prometheus sends it to /metrics/; without it there is no such page."""

SENTRY_DSN = env.env_secret("SENTRY_DSN", default="")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=redact_report,
        before_breadcrumb=redact_report,
    )
