"""The program's settings with one more page, the peer that every other page is compared with."""

from sentby.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
LOG_LEVEL = "ERROR"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
