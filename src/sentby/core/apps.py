from django.apps import AppConfig
from django.core.checks import register


class CoreConfig(AppConfig):
    name = "sentby.core"
    label = "core"

    def ready(self) -> None:
        from django.core.validators import MaxLengthValidator

        from sentby.core.checks import every_personal_field_is_registered

        register(every_personal_field_is_registered)
        # In the voice of every other sentence here; forms have no other door for it that holds for all of them.
        MaxLengthValidator.message = "This is too long: keep it within %(limit_value)d characters."
