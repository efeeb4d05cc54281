from django.apps import AppConfig


class GratitudeConfig(AppConfig):
    name = "sentby.gratitude"
    label = "gratitude"
