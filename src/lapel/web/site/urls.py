"""Addresses of the pages around the answers."""

from django.urls import path

from lapel.web.site import views

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("about/", views.about, name="about"),
]
