"""What stands between a proof and a signed-in member."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """Asked after a code or a password only from members who set up an authenticator app.

    allauth asks it of everybody with a passkey too. Here a passkey is a way in of its own: having one on the phone
    must not close the desktop to its owner.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        has_app = (
            get_adapter().is_mfa_enabled(self.login.user, [Authenticator.Type.TOTP])
            if self.login.user
            else False
        )
        return bool(has_app and super()._should_handle(request))
