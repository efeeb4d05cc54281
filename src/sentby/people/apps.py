from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sentby.people"
    label = "people"
