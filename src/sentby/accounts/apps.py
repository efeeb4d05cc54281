from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "sentby.accounts"
    label = "accounts"
    default = True


class SignInConfig(AuthConfig):
    """Django's signing in, without a row for everything that might be done to every table: `visible_to` decides here."""

    def ready(self) -> None:
        super().ready()
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


class KindsConfig(ContentTypesConfig):
    """Content types, which signing in asks for, without a row for every table: only permissions would point to one."""

    def ready(self) -> None:
        super().ready()
        post_migrate.disconnect(create_contenttypes)
