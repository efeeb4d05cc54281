from django.urls import path

from sentby.referrals.views import acts, lists, page, passing

urlpatterns = [
    path("pass-on/", passing.pass_on, name="pass-on"),
    path("pass-on/grade/", passing.grade, name="pass-on-grade"),
    path("referrals/", lists.referrals, name="referrals"),
    path("calls/", lists.calls, name="calls"),
    path("referrals/<slug:pk>/", page.referral, name="referral"),
    path("referrals/<slug:pk>/details/", passing.details, name="referral-details"),
    path("referrals/<slug:pk>/facts/", acts.facts, name="referral-facts"),
    path("referrals/<slug:pk>/facts/<slug:fact>/withdrawal/", acts.fact_withdrawal, name="fact-withdrawal"),
    path("referrals/<slug:pk>/contacts/", acts.contacts, name="referral-contacts"),
    path(
        "referrals/<slug:pk>/contacts/<slug:contact>/removal/", acts.contact_removal, name="contact-removal"
    ),
    path("referrals/<slug:pk>/receiver-told/", acts.receiver_told, name="receiver-told"),
    path(
        "referrals/<slug:pk>/receiver-told/removal/", acts.receiver_told_removal, name="receiver-told-removal"
    ),
    path("referrals/<slug:pk>/outcomes/", acts.outcomes, name="referral-outcomes"),
    path(
        "referrals/<slug:pk>/outcomes/<slug:outcome>/removal/", acts.outcome_removal, name="outcome-removal"
    ),
    path("referrals/<slug:pk>/question/", acts.question, name="referral-question"),
    path("referrals/<slug:pk>/answer/", acts.answer, name="referral-answer"),
    path("referrals/<slug:pk>/withdrawal/", page.withdrawal, name="referral-withdrawal"),
    path("referrals/<slug:pk>/return/", page.bring_back, name="referral-return"),
]
