"""What every template knows about this desk."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

ONLY_HERE = {"localhost", "127.0.0.1", "::1"}


def desk(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "demo": settings.DEMO,
        "has_mail_server": bool(settings.MAIL_URL),
        "links_stay_here": urlsplit(settings.SITE_URL).hostname in ONLY_HERE,
    }
