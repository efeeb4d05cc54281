from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "sentby.referrals"
    label = "referrals"
