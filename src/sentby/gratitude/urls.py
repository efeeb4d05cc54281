from django.urls import path

from sentby.gratitude import views

urlpatterns = [
    path("referrals/<slug:pk>/thanks/", views.thanks, name="referral-thanks"),
    path("referrals/<slug:pk>/thanks/<slug:thanks>/removal/", views.removal, name="thanks-removal"),
]
