from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sentby.accounts"
    label = "accounts"
