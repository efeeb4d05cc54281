from django.apps import AppConfig
from django.core.checks import register


class CoreConfig(AppConfig):
    name = "sentby.core"
    label = "core"

    def ready(self) -> None:
        from sentby.core.checks import every_personal_field_is_registered

        register(every_personal_field_is_registered)
