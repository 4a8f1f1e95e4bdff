"""Addresses of programs."""

from django.urls import path

from lapel.web.programs import views

app_name = "programs"
urlpatterns = [
    path("programs/", views.find, name="find"),
    path("programs/compare/", views.compare, name="compare"),
    path("programs/<str:name>/", views.one, name="one"),
]
