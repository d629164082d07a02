"""All settings, in sections. Environments differ by variables only (docs/operations.md)."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kombu import Queue

from proyecto import env, schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

# --- Security ------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY")
if not SECRET_KEY and (VAR_DIR / "secret").exists():
    SECRET_KEY = (VAR_DIR / "secret").read_text(encoding="utf-8").strip()
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# Served over HTTPS only: secure cookies, redirect, HSTS. Off on a laptop.
HTTPS = env.flag("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# Whoever checks on the health of the process does so from beside it, not through the proxy.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# A proxy of ours adds X-Forwarded-Proto and X-Forwarded-For; else nobody is believed.
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
AUTHENTICATION_BACKENDS = ["dashboard.sign_in.door.Doorkeeper"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Application ---------------------------------------------------------------------------
INSTALLED_APPS = [
    # Only for `runserver`; it would load a whole web server into every worker.
    *(["daphne"] if DEBUG else []),
    "dashboard.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "django_celery_beat",
    "proyecto.progress",
    "proyecto.dominio",
    "dashboard",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dashboard.compression.Compression",
    "dashboard.api.http.gate.Gate",
    "dashboard.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dashboard.middleware.ViewerZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "proyecto.urls"
ASGI_APPLICATION = "asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "dominio.Usuario"
LOGIN_URL = "entrar"
LOGIN_REDIRECT_URL = "tareas"
LOGOUT_REDIRECT_URL = "entrar"
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
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "avance.sqlite3")}
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # The page of the API's document. As an installed app it would be loaded into every worker.
    Path(getattr(find_spec("ninja"), "origin", "")).parent / "static",
]
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "proyecto.dominio.storage.AtomicFileSystemStorage"},
    "staticfiles": {"BACKEND": "dashboard.staticfiles.ModuleStaticFilesStorage"},
}
# Without `collectstatic` (a laptop) files are found where they are written.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not (STATIC_ROOT / "staticfiles.json").exists()

# --- Language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "America/Mexico_City"

# --- Redis ---------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
# One server may carry all roles; each may also have its own.
LIVE_REDIS_URL = env.text("LIVE_REDIS_URL", REDIS_URL)
# Only the pub/sub layer: it holds no membership that a Redis restart could lose, costs the
# sender the same for one member or a thousand, and is not hit by redis-py 8's idle time-out.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [env.text("CHANNELS_REDIS_URL", REDIS_URL)], "prefix": "avance"},
    },
}

# --- Celery --------------------------------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", REDIS_URL)
CELERY_RESULT_BACKEND = env.text("CELERY_RESULT_BACKEND", REDIS_URL)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_TIMEZONE = "America/Mexico_City"
CELERY_ENABLE_UTC = True
CELERY_TASK_TRACK_STARTED = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# A run on any other queue is refused: nobody would ever take it.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("imagenes"), Queue("video")]
CELERY_TASK_DEFAULT_QUEUE = "celery"
# The row is the truth and is claimed once, so an early acknowledgement loses nothing; holding no
# delivery also keeps clear of the worker crash of celery/kombu 5.7.0 when Redis drops.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.3,
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A message that was taken and not acknowledged for so long is given to another worker. Nothing
    # of ours waits in the broker: what is for later is a time in the ledger.
    "visibility_timeout": env.integer("BROKER_VISIBILITY_TIMEOUT", 21600, least=1),
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "retry_on_timeout": False,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {
    "retry_policy": {**CELERY_TASK_PUBLISH_RETRY_POLICY, "timeout": 2.0},
}
CELERY_REDIS_SOCKET_TIMEOUT = 3.0
CELERY_REDIS_SOCKET_CONNECT_TIMEOUT = 2.0
CELERY_REDIS_SOCKET_KEEPALIVE = True
CELERY_RESULT_EXPIRES = timedelta(days=1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "proyecto.progress.beat:RescuingScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_SYNC_EVERY = 1
CELERY_BEAT_SCHEDULE = schedule.ENTRIES

# --- Runs ----------------------------------------------------------------------------------
# A worker renews its lease; one that has not for this long has lost its run.
RUN_LEASE_SECONDS = env.integer("RUN_LEASE_SECONDS", 15, least=3)
# A queued run that no worker took is published again after this long.
RUN_REPUBLISH_SECONDS = env.integer("RUN_REPUBLISH_SECONDS", 20, least=1)
# Wait before attempt 2; doubles for each further one.
RUN_RETRY_SECONDS = env.integer("RUN_RETRY_SECONDS", 10)
# How many events of one run are kept for late-comers, and for how long.
LIVE_HISTORY = env.integer("LIVE_HISTORY", 256, least=16)
LIVE_EXPIRES_SECONDS = 7 * 24 * 3600

# --- Notices -------------------------------------------------------------------------------
# The team is told when work that is due has waited longer than this in its queue.
QUEUE_OLD_SECONDS = env.integer("QUEUE_OLD_SECONDS", 15 * 60, least=1)
# And when less of the disk with the media is free.
DISK_LOW_PERCENT = env.integer("DISK_LOW_PERCENT", 10, least=0)

# --- Webhooks ------------------------------------------------------------------------------
# Networks of one's own that people's webhooks may call, and over plain http too; else none.
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")

# --- Sharing -------------------------------------------------------------------------------
# Sockets of people without an account, in one web process: for one link, and from one address.
SHARED_SOCKETS_PER_LINK = env.integer("SHARED_SOCKETS_PER_LINK", 500, least=1)
SHARED_SOCKETS_PER_ADDRESS = env.integer("SHARED_SOCKETS_PER_ADDRESS", 100, least=1)

# --- Programs ------------------------------------------------------------------------------
# Sockets of one token (or one person) in one web process, subscriptions of one socket, and messages
# that it may send.
API_SOCKETS_PER_TOKEN = env.integer("API_SOCKETS_PER_TOKEN", 200, least=1)
API_SUBSCRIPTIONS = env.integer("API_SUBSCRIPTIONS", 100, least=1)
API_MESSAGES_PER_MINUTE = env.integer("API_MESSAGES_PER_MINUTE", 600, least=60)
# Of /ws/sandbox/, in one web process; with 0 there is none.
SANDBOX_SOCKETS = env.integer("SANDBOX_SOCKETS", 100)

# --- API -----------------------------------------------------------------------------------
# Requests of one access token in a minute, to one web process.
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 600, least=1)

# --- Uploads -------------------------------------------------------------------------------
UPLOAD_DIR = env.path("UPLOAD_DIR", VAR_DIR / "uploads")
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 8 * 2**30, least=1)
UPLOAD_IMAGE_MAX_BYTES = env.integer("UPLOAD_IMAGE_MAX_BYTES", 60 * 2**20, least=1)
UPLOAD_QUOTA_BYTES = env.integer("UPLOAD_QUOTA_BYTES", 40 * 2**30, least=1)
UPLOAD_CHUNK_BYTES = env.integer("UPLOAD_CHUNK_BYTES", 8 * 2**20, least=2**16)
UPLOAD_EXPIRES = timedelta(hours=env.integer("UPLOAD_EXPIRES_HOURS", 24, least=1))
UPLOAD_MAX_OPEN = env.integer("UPLOAD_MAX_OPEN", 20, least=1)
# Scratch space of the workers; what matters is copied to storage as it is made.
WORK_DIR = env.path("WORK_DIR", VAR_DIR / "work")

# --- People --------------------------------------------------------------------------------
# Whether strangers may make themselves an account.
REGISTRATION_OPEN = env.flag("REGISTRATION_OPEN", not HTTPS)
# How long after it they are welcomed by mail.
WELCOME_DELAY_SECONDS = env.integer("WELCOME_DELAY_SECONDS", 0)

# --- Mail ----------------------------------------------------------------------------------
(
    EMAIL_HOST,
    EMAIL_PORT,
    EMAIL_HOST_USER,
    EMAIL_HOST_PASSWORD,
    EMAIL_USE_TLS,
    EMAIL_USE_SSL,
    EMAIL_TIMEOUT,
) = env.mail("EMAIL_URL")
# Without a server mails become files, which the team can read under /correos/.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "proyecto.mail.files.Files"
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "noreply@app.com")
EMAIL_SUBJECT_PREFIX = "[Avance] "
# Who hears of trouble by mail.
ADMINS = env.mailboxes("ADMINS")
# The end of a run that took at least so long is mailed to its owner, unless they have a page open
# so many seconds after it.
END_MAIL_MINUTES = env.integer("END_MAIL_MINUTES", 10)
END_MAIL_DELAY_SECONDS = env.integer("END_MAIL_DELAY_SECONDS", 30)
# Where mails lead; without a slash at the end.
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")

# --- Payments ------------------------------------------------------------------------------
# The key of a Stripe account. Without one, orders are paid in a sandbox under VAR_DIR/pagos.
STRIPE_API_KEY = env.secret("STRIPE_API_KEY")
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "https://api.stripe.com")
PAYMENT_SANDBOX = not STRIPE_API_KEY

# --- Monitoring ----------------------------------------------------------------------------
# Where the team finds Flower; `make flower` is found without.
FLOWER_URL = env.link("FLOWER_URL")
# With which Prometheus may read /metrics; without, only access tokens of the team may.
METRICS_TOKEN = env.secret("METRICS_TOKEN")
# Spans to an OpenTelemetry collector; OpenTelemetry's own variables say where it is.
TRACING = env.flag("TRACING")

# --- Logs ----------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
