from django.urls import path

from sentby.today import views

urlpatterns = [path("", views.today, name="today")]
