from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "sentby.core"
    label = "core"
