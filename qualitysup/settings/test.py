"""The same settings with what tests need: a cheap password hash, mail in memory, eager tasks."""

import os

from qualitysup.settings import *  # noqa: F403
from qualitysup.settings import CACHE_URL, CACHES, DATABASES, env

# Some tests empty the cache, which those of another worker count in at the same moment.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES["default"]["LOCATION"] = env.numbered(CACHE_URL, WORKER % 8)

# Nothing waits for a lock for good: the test that does fails, and says for which.
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=2min"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
# Tests count failures of their own; the test of the lock turns it on.
AXES_ENABLED = False
# Tests read the msgids; the journeys choose Chinese, as people find it.
LANGUAGE_CODE = "en"
# A case type of the tests' own, so that the kernel is tried without any subject.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.casework.errands"]  # noqa: F405
