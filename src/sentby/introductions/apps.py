from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "sentby.introductions"
    label = "introductions"
