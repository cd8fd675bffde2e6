"""Settings for every environment: what differs comes from environment variables (docs/configuration.md lists them)."""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from sharedservices import env
from sharedservices.celery import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
COMMAND = sys.argv[1] if len(sys.argv) > 1 else ""

# Commands of pure calculation, for anybody who holds our engine against another payroll: no secrets, no services.
ENVIRONMENT_FREE_COMMANDS = {"gross_to_net", "check_rates"}
# Commands that change the schema or read across partners connect as the owner role; all else as the runtime role.
OWNER_COMMANDS = {"migrate", "verify_audit"}

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    if COMMAND not in ENVIRONMENT_FREE_COMMANDS:
        raise ImproperlyConfigured("Set SECRET_KEY (or SECRET_KEY_FILE). In a checkout, `make services` makes one.")
    SECRET_KEY = secrets.token_urlsafe(32)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
FIELD_KEYS = env.field_keys(os.environ.get("FIELD_KEYS_FILE", ""))
BANK_WEIGHTS_FILE = env.text("BANK_WEIGHTS_FILE")

# --- database -------------------------------------------------------------------------------------------------------
_url = env.text("DATABASE_URL", "postgresql://ss_app@/sharedservices")
if COMMAND in OWNER_COMMANDS:
    _url = env.text("DATABASE_OWNER_URL", _url)
DATABASES = {
    "default": {**env.database(_url), "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
}
DB_OWNER_ROLE, DB_APP_ROLE, DB_SELF_ROLE = "ss_owner", "ss_app", "ss_self"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- applications ---------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "sharedservices.apps.SharedServicesConfig",
    "sharedservices.common",
    "partners",
    "finance",
    "hr",
    "payroll",
    "procurement",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.DeviceMiddleware",
    "partners.middleware.SessionLimitsMiddleware",
    "partners.middleware.RequireMfaMiddleware",
    "partners.middleware.PartnerScopeMiddleware",
]
ROOT_URLCONF = "sharedservices.urls"
WSGI_APPLICATION = "sharedservices.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partners.context_processors.shell",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "sharedservices.common.forms.GovukRenderer"

# --- language, time, static files -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- sign-in --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "partners.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that strangers type
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
USERSESSIONS_TRACK_ACTIVITY = False  # partners.middleware notes it, less often than with every request
MFA_ADAPTER = "partners.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Shared Services"
MFA_REQUIRED = env.flag("MFA_REQUIRED", default=not DEMO)
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_SECONDS", 15 * 60)
SESSION_ABSOLUTE_SECONDS = env.number("SESSION_ABSOLUTE_SECONDS", 8 * 60 * 60)

# --- security headers and cookies -----------------------------------------------------------------------------------
_secure = env.flag("SECURE", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = _secure and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 63_072_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_NAME = "__Host-session" if _secure else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _secure else "csrf"
DEVICE_COOKIE_NAME = "__Host-device" if _secure else "device"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
CSRF_FAILURE_VIEW = "partners.views.public.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "fullscreen")
}

# --- cache and background work --------------------------------------------------------------------------------------
_redis = env.text("REDIS_URL")
_cache = env.text("CACHE_URL", _redis)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache, "KEY_PREFIX": "ss"}
    if _cache
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CELERY_BROKER_URL = _redis
CELERY_RESULT_BACKEND = None  # progress and results live in PostgreSQL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 240, 300
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_keepalive": True,
    "health_check_interval": 30,
    "global_keyprefix": env.text("CELERY_KEY_PREFIX"),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = Queue.DEFAULT
CELERY_TASK_ROUTES = {
    "payroll.tasks.*": {"queue": Queue.PAYROLL},
    "hr.tasks.*": {"queue": Queue.IMPORTS},
    "partners.tasks.begin_list": {"queue": Queue.DOCUMENTS},
    "partners.tasks.lay_out_list": {"queue": Queue.DOCUMENTS},
    "partners.tasks.*": {"queue": Queue.DEFAULT},
    "finance.tasks.*": {"queue": Queue.DEFAULT},
}
CELERY_BEAT_SCHEDULE = {
    "sweep open pay runs": {
        "task": "payroll.tasks.sweep",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 25},
    },
    "pay runs into the ledger": {"task": "payroll.tasks.sweep_ledger", "schedule": crontab("30", "6")},
    "seal the audit trail": {
        "task": "partners.tasks.seal_audit",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "check the audit trail": {
        "task": "partners.tasks.check_audit",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3500},
    },
    "check all of the audit trail": {
        "task": "partners.tasks.check_audit",
        "schedule": crontab("0", "3"),
        "kwargs": {"in_full": True},
    },
    "report who looked": {
        "task": "partners.tasks.report_lookers",
        "schedule": crontab(day_of_month="1-3", hour="5", minute="20"),
    },
    "journals that are due": {"task": "finance.tasks.post_due_journals", "schedule": crontab("10", "5")},
    "samples of journals": {"task": "finance.tasks.draw_samples", "schedule": crontab("30", "4")},
    "banks and ledgers agree": {"task": "finance.tasks.compare_banks", "schedule": crontab("40", "6")},
    "commitments add up": {"task": "finance.tasks.check_commitments", "schedule": crontab("20", "2")},
    "check who holds which duties": {"task": "partners.tasks.check_duties", "schedule": timedelta(hours=6)},
    "notices before sick pay goes down": {"task": "hr.tasks.send_sick_pay_notices", "schedule": crontab("0", "1")},
    "claims that wait": {"task": "hr.tasks.tend_claims", "schedule": crontab("15", "1")},
    "look ahead at everybody’s pay": {"task": "hr.tasks.look_ahead", "schedule": crontab("30", "1")},
    "pay after deaths": {"task": "hr.tasks.alert_pay_after_deaths", "schedule": crontab("10", "6")},
    "complete signed transfers": {"task": "hr.tasks.complete_transfers", "schedule": timedelta(hours=1)},
    "say who has left": {"task": "hr.tasks.leave_due", "schedule": timedelta(hours=1)},
    "checks that run out": {"task": "hr.tasks.watch_checks", "schedule": crontab("50", "1")},
    "permissions to work that end": {"task": "hr.tasks.watch_right_to_work", "schedule": crontab("45", "1")},
    "end undecided change requests": {"task": "partners.tasks.expire_changes", "schedule": crontab("0", "0")},
    "changes of bank account": {
        "task": "hr.tasks.move_bank_changes",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 280},
    },
    "compare identities across partners": {"task": "hr.tasks.compare_identities", "schedule": crontab("30", "2")},
    "units and posts of today": {"task": "hr.tasks.settle_organisation", "schedule": crontab("15", "0")},
    "send what is due": {
        "task": "partners.tasks.deliver_due",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "keep pay protection in step": {"task": "hr.tasks.keep_protection_in_step", "schedule": timedelta(hours=6)},
    "keep job titles in step": {"task": "hr.tasks.keep_titles_in_step", "schedule": timedelta(hours=6)},
    "go on with erasures": {
        "task": "partners.tasks.resume_purges",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 590},
    },
    "forget lists": {"task": "partners.tasks.forget_lists", "schedule": timedelta(hours=1)},
    "forget answers to access requests": {"task": "partners.tasks.forget_answers", "schedule": timedelta(hours=24)},
    "forget checked files": {"task": "hr.tasks.forget_checked_files", "schedule": timedelta(hours=1)},
    "end expired sessions": {"task": "partners.tasks.clear_sessions", "schedule": crontab("0", "4")},
}

# --- API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["partners.api.permissions.HasDeclaredPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "partners.api.errors.handle",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "BankChangeChannelEnum": "hr.api.bank.CHANNELS",
        "QuestionChannelEnum": "hr.models.questions.HrQuestion.Channel",
        "AbsenceStateEnum": "hr.models.absence.AbsenceRecord.State",
        "AbsenceKindEnum": "hr.models.absence.AbsenceRecord.Kind",
        "AbsenceCategoryEnum": "hr.models.absence.AbsenceRecord.Category",
        "LeaveStateEnum": "hr.models.absence.LeaveBooking.State",
        "FamilyLeaveKindEnum": "hr.models.family_leave.FamilyLeave.Kind",
        "FamilyLeaveStateEnum": "hr.models.family_leave.FamilyLeave.State",
        "FamilyPayEnum": "hr.models.family_leave.FamilyLeave.Pay",
        "NiCategoryEnum": "hr.forms.tax.NI_CHOICES",
        "PayRunStateEnum": "payroll.states.RunState",
        "FitNoteOutcomeEnum": "hr.models.absence.FitNote.Outcome",
        "InterestKindEnum": "hr.models.interests.DeclaredInterest.Kind",
        "QuestionStateEnum": "hr.models.questions.HrQuestion.State",
        "StarterStateEnum": "hr.models.starters.StarterCase.State",
        "WorkStateEnum": "partners.models.job.BackgroundJob.State",
        "RosterStateEnum": "hr.models.rosters.RosterImport.State",
        "RosterRowEnum": "hr.models.rosters.RosterLine.Kind",
        "SafetyKindEnum": "hr.models.safety.SafetyRecord.Kind",
        "SafetyCategoryEnum": "hr.models.safety.SafetyRecord.Category",
        "AccessProposalStateEnum": "partners.models.access_proposals.AccessProposal.State",
        "YearEndStateEnum": "hr.models.leave_year.LeaveYearRun.State",
    },
    "TITLE": "Shared Services API",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# --- mail and logs --------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
TEXT_MESSAGE_SERVICE = env.text("TEXT_MESSAGE_SERVICE")  # dotted path of the function that hands one over; "": none
PAYEE_CHECK_SERVICE = env.text(
    "PAYEE_CHECK_SERVICE"
)  # dotted path of the function that asks a bank; "": nobody is asked
EMAIL_TIMEOUT = 20  # seconds: a message is locked while it leaves
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "no-reply@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"redact": {"()": "sharedservices.common.masking.RedactFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
