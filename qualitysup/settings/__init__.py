"""Every setting, read from the environment; nothing exists only in production except values."""

from pathlib import Path

import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qualitysup.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
# Where this installation keeps what it writes: uploads, exports, collected static files.
HOME = env.folder("QUALITYSUP_HOME", BASE_DIR / "var")

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# --- Applications -------------------------------------------------------------------------------

KERNEL = [
    "qualitysup.reports",
    "qualitysup.dashboard",
    "qualitysup.casework",
    "qualitysup.clock",
    "qualitysup.notices",
    "qualitysup.documents",
    "qualitysup.evidence",
    "qualitysup.audit",
    "qualitysup.accounts",
    "qualitysup.regions",
]
SUBJECTS = [
    "investment",
    "brands",
    "workshops",
    "inspections",
    "standards",
    "enterprises",
]
INSTALLED_APPS = [
    *SUBJECTS,
    *KERNEL,
    "qualitysup.casework.site.BureauAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "axes",
    "pgtrigger",
    "pghistory",
    "lucide",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qualitysup.audit.middleware.ActorMiddleware",
    "qualitysup.accounts.devices.DeviceMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "qualitysup.urls"
WSGI_APPLICATION = "qualitysup.wsgi.application"
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
                "django.template.context_processors.i18n",
                "qualitysup.casework.navigation.context",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": env.number("DATABASE_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": env.flag("PGBOUNCER", False),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_URL, BROKER_URL = env.redis("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
MEDIA_ROOT = HOME / "files"
# Files that were sent and that nothing names: after so many days the desk is told of them, after
# so many their bytes are removed; 0 keeps them for good.
EVIDENCE_NAMED_AFTER_DAYS = env.number("EVIDENCE_NAMED_AFTER_DAYS", 7)
EVIDENCE_REMOVED_AFTER_DAYS = env.number("EVIDENCE_REMOVED_AFTER_DAYS", 0)
STATIC_ROOT = HOME / "static"
STATIC_URL = "static/"
# Whoever may not write beside the code has the bundles of scripts in the installation's home.
BUNDLES = HOME / "frontend" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", *([BUNDLES] if BUNDLES.is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "qualitysup.accounts.backends.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = env.number("SIGN_IN_LOCK_HOURS", 1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = env.number("SESSION_SECONDS", 12 * 3600)

# --- Browser ------------------------------------------------------------------------------------

HTTPS = env.flag("HTTPS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("PROXIED", False) else None
)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["qualitysup.settings.formats"]

# --- Tasks --------------------------------------------------------------------------------------

CELERY_BROKER_URL = BROKER_URL
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
# A killed worker gives its task back: late acknowledgement, one task in hand, and a visibility
# timeout above the longest hard limit.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Publishing gives up at once when the broker is away: the row is the truth and the sweep re-sends.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Without this kombu sleeps six seconds, in the middle of a request, before it gives up.
    "max_retries": 0,
    "visibility_timeout": 2400,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-deadlines": {"task": "clock.sweep_deadlines", "schedule": 60.0},
    "resend-notices": {"task": "notices.resend", "schedule": 60.0},
    "resume-plans": {"task": "inspections.resume_plans", "schedule": 60.0},
    "resume-imports": {"task": "enterprises.resume_imports", "schedule": 60.0},
    "resume-draws": {"task": "inspections.resume_draws", "schedule": 60.0},
    "resume-results": {"task": "inspections.resume_results", "schedule": 60.0},
    "resume-phone-files": {"task": "inspections.resume_phone_exports", "schedule": 60.0},
    "resume-reports": {"task": "reports.resume", "schedule": 60.0},
    # Every hour, so that a schedule that stood still catches up by itself.
    "send-subscriptions": {"task": "reports.send_subscriptions", "schedule": crontab(minute=35)},
    "finish-visits": {"task": "inspections.finish_visits", "schedule": 60.0},
    "fold-tallies": {"task": "dashboard.fold_tallies", "schedule": 30.0},
    "compare-tallies": {
        "task": "dashboard.compare_tallies",
        "schedule": crontab(hour=2, minute=40),
    },
    "beat-alive": {"task": "casework.beat_alive", "schedule": 30.0},
    # After the reminders of 8 o'clock, which it gathers.
    "digest": {"task": "notices.send_digests", "schedule": crontab(hour=8, minute=10)},
    "close-counterfeit-clues": {
        "task": "brands.close_counterfeit_clues",
        "schedule": crontab(hour=3, minute=30),
    },
    "erase-contact-persons": {
        "task": "investment.erase_contact_persons",
        "schedule": crontab(hour=3, minute=40),
    },
    "sweep-evidence": {"task": "evidence.sweep", "schedule": crontab(hour=3, minute=0)},
    "name-left-over": {
        "task": "inspections.name_left_over",
        "schedule": crontab(hour=7, minute=40),
    },
    "check-calendar": {"task": "clock.check_calendar", "schedule": crontab(hour=7, minute=30)},
    # Once a month each; every hour, so that a schedule that stood still catches up by itself.
    "score-risk": {"task": "inspections.score_risk", "schedule": crontab(minute=20)},
    "expire-disclosures": {
        "task": "inspections.expire_disclosures",
        "schedule": crontab(hour=0, minute=5),
    },
    # Every hour, so that a schedule that stood still catches up by itself.
    "read-products": {"task": "standards.read_products", "schedule": crontab(hour=2, minute=20)},
    # Every hour, so that a schedule that stood still catches up by itself.
    "expire-filings": {"task": "standards.expire_filings", "schedule": crontab(minute=25)},
    "tell-of-replaced": {
        "task": "standards.tell_of_replaced",
        "schedule": crontab(hour=7, minute=20),
    },
    "deem-renewals": {"task": "workshops.deem_renewals", "schedule": crontab(minute=15)},
    # Daily, so that a class that was raised asks for more within a day.
    "plan-required-tests": {
        "task": "workshops.plan_required_tests",
        "schedule": crontab(hour=4, minute=30),
    },
    "note-missed-tests": {
        "task": "workshops.note_missed_tests",
        "schedule": crontab(minute=12),
    },
    "note-missed-patrols": {
        "task": "inspections.note_missed_patrols",
        "schedule": crontab(minute=10),
    },
}

# --- Mail and outside channels ------------------------------------------------------------------

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "qualitysup@localhost")
# Apprise addresses (wecombot://, dingtalk://, feishu://, ...) that carry every notice to a chat.
CHAT_CHANNELS = env.words("CHAT_CHANNELS")
# The address people reach the system at, for links in messages.
SITE_URL = env.text("SITE_URL", "http://localhost:8000")

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # The first one names the challenge of a 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "qualitysup.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "qualitysup.casework.api.pages.CountedCursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "qualitysup.casework.api.problems.handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token", "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "QualitySup",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "FilingState": "standards.models.Filing.State",
        "ServiceRequestState": "standards.models.ServiceRequest.State",
        "ServiceRequestVerdict": "standards.models.ServiceRequest.Verdict",
        "InstituteService": "standards.models.Service",
        "StandardStatus": "standards.models.standard.Status",
        "StandardLevel": "standards.models.standard.LEVELS",
        "CampaignState": "inspections.models.Campaign.State",
        "OrderState": "inspections.models.RectificationOrder.State",
        "ConsultationKind": "inspections.models.Consultation.Kind",
        "ItemKind": "inspections.models.OrderItem.Kind",
        "HaltKind": "inspections.models.Halt.Kind",
        "DisclosureState": "inspections.models.Disclosure.State",
        "DisclosureKind": "inspections.models.Disclosure.Kind",
        "ComplaintState": "inspections.models.Complaint.State",
        "ComplaintKind": "inspections.models.Complaint.Kind",
        "PatrolPlanState": "inspections.models.PatrolPlan.State",
        "PatrolState": "inspections.models.Patrol.State",
        "ScoringState": "inspections.models.RiskRun.State",
        "VisitState": "inspections.models.Visit.State",
        "PenaltyKind": "inspections.models.Penalty.Kind",
        "VisitKind": "inspections.models.Visit.Kind",
        "FollowUpStanding": "inspections.models.VisitFollowUp.Standing",
        "DrawState": "inspections.models.Draw.State",
        "SampleState": "inspections.models.Sample.State",
        "StratumClass": "inspections.models.Stratum",
        "ScoreDecision": "inspections.models.RiskScore.Decision",
        "DecisionEnum": "inspections.models.Objection.Decision",
        "RiskClassEnum": "enterprises.models.Enterprise.RiskClass",
        "WorkshopStatus": "workshops.models.Workshop.Status",
        "RegistrationState": "workshops.models.Registration.State",
        "ApplicationState": "workshops.models.Application.State",
        "ApplicationKind": "workshops.models.Application.Kind",
        "SurveyState": "workshops.models.Survey.State",
        "ZoneState": "workshops.models.Zone.State",
        "RelocationState": "workshops.models.Relocation.State",
        "LotState": "workshops.models.Lot.State",
        "LotKind": "workshops.models.Lot.Kind",
        "QuarantinePaperKind": "workshops.models.slaughter.PaperKind",
        "RecallState": "workshops.models.Recall.State",
        "RecallLevel": "workshops.models.Recall.Level",
        "VisitOutcome": "inspections.models.Visit.Outcome",
        "EnterpriseStatus": "enterprises.models.Enterprise.Status",
        "ConfidenceEnum": "qualitysup.clock.terms.Confidence",
        "RecallOutcome": "workshops.models.RecallLine.Outcome",
        "SweepCellState": "brands.models.SweepCell.State",
        "CultivationState": "brands.models.Cultivation.State",
        "CommitmentState": "brands.models.Commitment.State",
        "CatalogueState": "brands.models.Catalogue.State",
        "HonourState": "brands.models.Honour.State",
        "HonourLevel": "brands.models.HonourKind.Level",
        "PublicityState": "brands.models.PublicityItem.State",
        "CounterfeitState": "brands.models.CounterfeitClue.State",
        "CounterfeitSource": "brands.models.CounterfeitClue.Source",
        "CounterfeitVerdict": "brands.models.CounterfeitClue.Verdict",
        "ProspectState": "investment.models.Prospect.State",
        "ProspectTaskState": "investment.models.ProspectTask.State",
        "ProspectVisitState": "investment.models.ProspectVisit.State",
        "ProspectTaskKind": "investment.models.ProspectTask.Kind",
        "LotTestPurpose": "workshops.models.LotTest.Purpose",
        "ContactPurpose": "investment.models.Contact.Purpose",
        "RecognitionKind": "investment.models.Recognition.Kind",
        "ProspectFigureKind": "investment.models.ProspectFigure.Kind",
        "ProspectSiteKind": "investment.models.ProspectSite.Kind",
        "TripState": "investment.models.Trip.State",
        "ReceptionState": "investment.models.Reception.State",
        "ConditionSubject": "investment.models.Subject",
        "MatchVerdict": "investment.matching.Verdict",
        "ComplaintSource": "inspections.models.Complaint.Source",
        "VerdictEnum": "inspections.models.VisitAnswer.Verdict",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "qualitysup.casework.api.schema.add_problems",
    ],
}

# --- History ------------------------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True
# Triggers are declared on the models and installed after every migrate, so that a migration says
# what changed in the tables and a first migrate takes seconds.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True
PGHISTORY_JSON_ENCODER = "qualitysup.audit.actor.ContextEncoder"
# A history is read by row and by time (``audit.history``); an index per foreign key costs imports.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)

# --- Log ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"pgtrigger": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
