"""The program's settings with the fault in `prove.early` planted."""

from sentby.settings import *  # noqa: F403
from sentby.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["prove.early.acknowledge_early", *_MIDDLEWARE]
