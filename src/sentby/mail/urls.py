"""The addresses of the outbox."""

from django.urls import path

from sentby.mail import views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:pk>/", views.message, name="message"),
    path("outbox/<slug:pk>/another-try/", views.another_try, name="message-retry"),
]
