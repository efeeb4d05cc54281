from django.urls import path

from sentby.introductions.views import invited, letters, prospect

urlpatterns = [
    path("referrals/<slug:pk>/introduction/", letters.introduction, name="introduction"),
    path("referrals/<slug:pk>/introduction/preview/", letters.preview, name="introduction-preview"),
    path("referrals/<slug:pk>/introduction/departure/", letters.departure, name="introduction-departure"),
    path("referrals/<slug:pk>/introduction/return/", letters.called_back, name="introduction-return"),
    path(
        "referrals/<slug:pk>/introduction/fresh-start/", letters.fresh_start, name="introduction-fresh-start"
    ),
    path("referrals/<slug:pk>/consent/", letters.question, name="consent-ask"),
    path("referrals/<slug:pk>/consent/departure/", letters.question_departure, name="consent-ask-departure"),
    path("referrals/<slug:pk>/consent/answer/", letters.question_answer, name="consent-ask-answer"),
    path("account/invitation/<str:token>/stop/", invited.stop, name="invitation-stop"),
    path("p/<slug:token>/", prospect.prospect, name="prospect"),
    path("p/<slug:token>/answers/", prospect.answers, name="prospect-answers"),
    path("p/<slug:token>/consent/", prospect.consent, name="prospect-consent"),
    path("p/<slug:token>/contact/", prospect.contact, name="prospect-contact"),
    path("p/<slug:token>/link/", prospect.own_link, name="prospect-link"),
    path("p/<slug:token>/stop/", prospect.stop, name="prospect-stop"),
    path("p/<slug:token>/said/", prospect.statement, name="prospect-said"),
    path("p/<slug:token>/copy/", prospect.copy, name="prospect-copy"),
    path("p/<slug:token>/erasure/", prospect.erasure, name="prospect-erasure"),
]
