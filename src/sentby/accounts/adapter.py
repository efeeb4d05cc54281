"""Where allauth meets this desk: who may sign up, how its letters leave, and what a passkey is worth."""

import time
from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from sentby.accounts import actions, letters
from sentby.accounts.models import Member
from sentby.core.clock import now

SECOND_STEP = {"allauth.mfa.stages.AuthenticateStage": "sentby.accounts.stages.SecondStep"}


def shown_as(member: Member) -> str:
    """How allauth names a member: as every page does."""
    return str(member)


class DeskAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Seats are taken by the founder or by invitation; letters go through the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That address and password don't go together. Try again, or have a code sent to you.",
        "incorrect_code": "That is not the code. Look again at the newest message, or have another one sent.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not your present password.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again.",
        "rate_limited": "That was asked for too often. Wait a minute, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return [SECOND_STEP.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just come in by any way need not show it again."""
        return not signed_in_within(self.request, account_settings.REAUTHENTICATION_TIMEOUT)

    def send_notification_mail(self, template_prefix: str, user: Member, *args: Any, **kwargs: Any) -> None:
        """A change to who can come in stands in the audit, and is told to the address that is signed in with."""
        change = template_prefix.rpartition("/")[2]
        actions.note_way_in(member=user, change=change, by=user.actor, at=now())
        self.send_mail(template_prefix, user.email, {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox for a member. For anybody else the same work is done, and nothing is sent."""
        said = {"code": "", "email": email} | {name: context[name] for name in ("code",) if name in context}
        if template_prefix == "account/email/unknown_account":
            template_prefix = "account/email/login_code"
        actions.send_to_sign_in(
            address=email,
            subject=letters.plain(f"{template_prefix}_subject.txt", **said).strip(),
            text=letters.plain(f"{template_prefix}_message.txt", **said),
            at=now(),
        )


class DeskMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys by the desk's own name, and in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right. Look at the newest code, or use a recovery code.",
        "cannot_generate_recovery_codes": "Recovery codes go with an authenticator app. Set the app up first.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: str = super().get_public_key_credential_rp_entity()["id"]
        return {"id": host, "name": settings.SITE_NAME}

    def build_totp_svg(self, url: str) -> str:
        """On white: an app reads no QR code that is black on a dark page."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: Member, type: Any) -> str:
        return "My passkey"


def signed_in_within(request: HttpRequest, seconds: float, *, by: str = "") -> bool:
    """Whether this browser proved who it is in the last `seconds`, by this method or by any."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(
        time.time() - record["at"] < seconds and (not by or record["method"] == by) for record in records
    )
