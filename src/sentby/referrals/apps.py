from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "sentby.referrals"
    label = "referrals"

    def ready(self) -> None:
        from sentby.people.actions import follow_entries
        from sentby.referrals.actions import follow_entry

        follow_entries(follow_entry)
