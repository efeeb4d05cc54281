from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "sentby.today"
    label = "today"
