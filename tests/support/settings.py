"""The program's own settings, kept apart from whatever the machine has: own data, no mail server, both databases."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # nothing here outlives the run: no commit has to wait for a disk
ENOUGH = 256 * 1024 * 1024


def _is_roomy(place: Path) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free > ENOUGH


SCRATCH = Path(tempfile.mkdtemp(prefix="sentby-tests-", dir=MEMORY if _is_roomy(MEMORY) else None))
OURS = ("SENTBY_", "MAIL_", "DATABASE_URL")
for name in [name for name in os.environ if name.startswith(OURS) and not name.startswith("SENTBY_TEST_")]:
    del os.environ[name]
os.environ |= {
    "SENTBY_DATA": str(SCRATCH),
    "SENTBY_SECRET_KEY": "for-tests-only-" + "x" * 40,
    "SENTBY_LOG_LEVEL": "WARNING",
}

from sentby.core.databases import configured  # noqa: E402
from sentby.settings import *  # noqa: E402, F403

DATABASES = {
    "default": configured(f"sqlite:///{SCRATCH / 'kept.sqlite3'}") | {"CONN_MAX_AGE": 0},
    "postgres": configured("postgres://sentby@%2Fnowhere/postgres") | {"CONN_MAX_AGE": 0, "OPTIONS": {}},
}
DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
DATABASES["postgres"]["TEST"] = {"NAME": "sentby_test"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = LOGGING | {"loggers": {"django.request": {"level": "ERROR"}}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
