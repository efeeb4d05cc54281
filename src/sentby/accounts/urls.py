"""Every address of accounts and settings. allauth's own are listed one by one: what is not here does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from sentby.accounts.views import codes, door, keys, members, profile, ways_in
from sentby.accounts.views.door import plainly
from sentby.core.access import open_to_all

doors = [
    path("account/login/", door.sign_in, name="account_login"),
    path(
        "account/login/code/",
        open_to_all(plainly(account.request_login_code)),
        name="account_request_login_code",
    ),
    path("account/login/code/confirm/", codes.confirm, name="account_confirm_login_code"),
    path("account/login/passkey/", open_to_all(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("account/login/second-step/", open_to_all(plainly(mfa.authenticate)), name="mfa_authenticate"),
    path("account/logout/", open_to_all(account.logout), name="account_logout"),
    path("account/inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("account/signup/", door.sign_up, name="account_signup"),
    path("account/welcome/", door.welcome, name="welcome"),
    path("account/invitation/<str:token>/", door.invitation, name="invitation"),
]

proofs = [
    path("account/proof/password/", plainly(account.reauthenticate), name="account_reauthenticate"),
    path("account/proof/code/", plainly(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/proof/passkey/",
        plainly(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
]

settings = [
    path("settings/", profile.profile, name="settings"),
    path("settings/habits/", profile.habits, name="settings-habits"),
    path("settings/sign-in/", ways_in.ways_in, name="settings-sign-in"),
    # allauth goes back to its own overviews by these two names
    path("settings/sign-in/", ways_in.ways_in, name="mfa_index"),
    path("settings/sign-in/", ways_in.ways_in, name="mfa_list_webauthn"),
    path("settings/password/", ways_in.password, name="settings-password"),
    path("settings/passkeys/add/", plainly(ways_in.add_passkey), name="mfa_add_webauthn"),
    path("settings/passkeys/<int:pk>/", plainly(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("settings/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("settings/app/", plainly(totp.activate_totp), name="mfa_activate_totp"),
    path("settings/app/remove/", plainly(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("settings/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "settings/recovery-codes/new/",
        plainly(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "settings/recovery-codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("settings/keys/", keys.keys, name="settings-keys"),
    path("settings/keys/<str:pk>/revoke/", keys.revoke_key, name="settings-key-revoke"),
    path("settings/members/", members.members, name="settings-members"),
    path("settings/members/<str:pk>/deactivate/", members.deactivate, name="settings-member-deactivate"),
    path("settings/members/<str:pk>/reactivate/", members.reactivate, name="settings-member-reactivate"),
    path("settings/invitations/<str:pk>/withdraw/", members.withdraw, name="settings-invitation-withdraw"),
]

urlpatterns = [*doors, *proofs, *settings]
