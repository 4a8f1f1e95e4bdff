"""Addresses of the answers."""

from django.urls import path

from lapel.web.answers import views

app_name = "answers"
urlpatterns = [
    path("answers/", views.every, name="all"),
    path("answers/<slug:name>/", views.one, name="one"),
]
