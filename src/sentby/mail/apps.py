from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "sentby.mail"
    label = "mail"
