"""Every address of the desk. Nouns; an act is a sub-noun you POST to."""

from django.urls import include, path

from sentby.api import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("sentby.core.urls")),
    path("", include("sentby.accounts.urls")),
    path("", include("sentby.mail.urls")),
    path("", include("sentby.people.urls")),
    path("", include("sentby.referrals.urls")),
    path("", include("sentby.introductions.urls")),
    path("", include("sentby.gratitude.urls")),
    path("", include("sentby.today.urls")),
]
handler400 = "sentby.core.errors.bad_request"
handler404 = "sentby.core.errors.not_found"
handler500 = "sentby.core.errors.server_error"
