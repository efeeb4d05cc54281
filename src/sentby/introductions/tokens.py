"""The words of a private link: not to be guessed, stored as a hash only, and made again only with the desk's secret key.

The giver who sends a letter from their own mailbox has to be shown the link more than once while they write. It is
therefore derived from the link's random id and the secret key; neither the database nor the key alone gives it away.
"""

import base64
import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac

from sentby.introductions.models import Link

PLACEHOLDER = "…"  # stands in a preview where the link will be


def token_for(link_id: str) -> str:
    """The 256 bits that open the page of this link."""
    digest = salted_hmac("sentby.introductions.link", link_id, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(token: str) -> str:
    """The address of the page that this token opens."""
    return f"{settings.SITE_URL}/p/{token}/"


def address_of(link: Link) -> str:
    """The address of a link's page; nothing when the secret key was changed since the link was made."""
    token = token_for(link.pk)
    return url_of(token) if hashed(token) == link.token_hash else ""
