"""Settings of the project; every value that differs between places comes from the environment."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP

from kam.lib.database import database_settings
from kam.lib.env import SettingError, env, env_bool, env_choice, env_choices, env_int, env_list, env_secret, env_url
from kam.lib.logs import configure_structlog, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

# Where this copy keeps its state: files, collected static files, the trial's servers.
KAM_HOME = Path(env("KAM_HOME", str(BASE_DIR / "var"))).resolve()
KAM_FILES = Path(env("KAM_FILES", str(KAM_HOME / "files"))).resolve()

# --- who we are ---------------------------------------------------------------------------------
DEBUG = env_bool("KAM_DEBUG", default=False)
SECRET_KEY = env_secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in env_secret("SECRET_KEY_OLD", "").split() if key]
KAM_URL = env_url("KAM_URL", ("http", "https"))
KAM_HTTPS = env_bool("KAM_HTTPS", default=KAM_URL.startswith("https://"))
KAM_PROXIES = env_int("KAM_PROXIES", 0, high=5)
KAM_ORGANISATION = env("KAM_ORGANISATION", "KAM")
ALLOWED_HOSTS = env_list("KAM_HOSTS", urlsplit(KAM_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [KAM_URL]

# --- applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "kam",
    "reviews",
    "planning",
    "scoring",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "lucide",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "kam.lib.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kam.lib.middleware.HtmxRedirectMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kam.lib.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "kam.urls"
WSGI_APPLICATION = "kam.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kam.context.chrome",
            ],
            "builtins": ["kam.templatetags.ui", "kam.templatetags.drawn"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ---------------------------------------------------------------------------------------
# A pool pays in the web's threads; commands and workers do without.
DATABASES = {"default": database_settings(env_secret("DATABASE_URL"), pool=env_int("DATABASE_POOL", 0, high=100))}
REDIS_URL = env_secret("REDIS_URL")
if not REDIS_URL.startswith(("redis://", "rediss://")):
    raise SettingError("REDIS_URL must start with redis:// or rediss://")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "kam",
        "TIMEOUT": 600,
    }
}

# --- people and sign-in -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_UNIQUE_EMAIL = True
# People are entered by an administrator, with the address they work under: nobody adds another.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if KAM_HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = KAM_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = KAM_ORGANISATION
MFA_TOTP_TOLERANCE = 1
# Roles that may do nothing before they have set up a second factor.
KAM_REQUIRE_MFA_ROLES = env_choices(
    "KAM_REQUIRE_MFA_ROLES", ("administrator", "leader", "manager", "member", "sponsor", "auditor")
)

OIDC_ISSUER = env_url("OIDC_ISSUER", ("https", "http"), "")
OIDC_SIGNUP = env_bool("OIDC_SIGNUP", default=False)
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {"openid_connect": {"APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": env("OIDC_NAME", "Company sign-in"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env_secret("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

# --- security -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = KAM_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env_int("KAM_HSTS_SECONDS", 31_536_000 if KAM_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0
SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
if KAM_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env_int("KAM_SESSION_HOURS", 14 * 24, low=1) * 3600
# __Host- keeps neighbours under the same domain from planting a cookie; the port keeps two trials apart.
_cookie = "__Host-{}" if KAM_HTTPS else "{}" + (f"_{urlsplit(KAM_URL).port}" if urlsplit(KAM_URL).port else "")
SESSION_COOKIE_NAME = _cookie.format("sessionid")
SESSION_COOKIE_SECURE = KAM_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = _cookie.format("csrftoken")
CSRF_COOKIE_SECURE = KAM_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = KAM_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
_oidc = urlsplit(OIDC_ISSUER)
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    # The sign-in button is a form, and the browser checks where its redirect leads.
    "form-action": [CSP.SELF, *([f"{_oidc.scheme}://{_oidc.netloc}"] if OIDC_ISSUER else [])],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
KAM_UPLOAD_MB = env_int("KAM_UPLOAD_MB", 50, low=1, high=1_000)
# A file attached as evidence; imports may be larger.
KAM_ATTACHMENT_MB = env_int("KAM_ATTACHMENT_MB", 20, low=1, high=1_000)
FILE_UPLOAD_PERMISSIONS = 0o640

# --- languages and time -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("KAM_STATIC", str(KAM_HOME / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES: dict[str, dict[str, Any]] = {
    # Private files: read by views that check access, never served by address.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": KAM_FILES, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "kam.lib.static_files.HashedStorage"
        )
    },
}

# --- mail ---------------------------------------------------------------------------------------
_mail_host = env("EMAIL_HOST", "")
_mail_tls = env_choice("EMAIL_TLS", "starttls", ("starttls", "ssl", "none"))
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "kam.lib.console.EmailBackend"}}
if _mail_host:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail_host,
            "port": env_int("EMAIL_PORT", 587, low=1, high=65_535),
            "username": env("EMAIL_USER", ""),
            "password": env_secret("EMAIL_PASSWORD", ""),
            "use_tls": _mail_tls == "starttls",
            "use_ssl": _mail_tls == "ssl",
            "timeout": 20,
        },
    }
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM", f"kam@{urlsplit(KAM_URL).hostname}")

# --- background work ----------------------------------------------------------------------------
KAM_RESCORE_HOUR = env_int("KAM_RESCORE_HOUR", 1, high=23)
KAM_REMIND_HOUR = env_int("KAM_REMIND_HOUR", 6, high=23)
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any task may run, so that no task is delivered twice while it still works.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "global_keyprefix": "kam:"}
CELERY_TASK_TIME_LIMIT = 3300
CELERY_TASK_SOFT_TIME_LIMIT = 3000
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# The truth about a job is its row in the database, so results are not kept.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "UTC"
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "kam.lib.rest.CappedPagination",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": KAM_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "KAM",
    "DESCRIPTION": "Key account management: accounts, plans, scores and reviews.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Accounts call it health_band, scores band; it is one set of choices.
    "ENUM_NAME_OVERRIDES": {
        "BandEnum": "accounts.models.Band",
        "PlanStageEnum": "accounts.models.Stage",
        "OpportunityStageEnum": "accounts.models.money.Opportunity.Stage",
        "GapSeverityEnum": "accounts.models.gap.Severity",
        "IssueSeverityEnum": "accounts.models.dealings.Issue.Severity",
    },
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- logs ---------------------------------------------------------------------------------------
# One line a request, when it is finished.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(
    style=env_choice("LOG_STYLE", "json", ("json", "console")),
    level=env_choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")).upper(),
)
configure_structlog()
