from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "sentby.followups"
    label = "followups"
