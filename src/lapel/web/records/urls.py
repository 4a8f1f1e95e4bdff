"""Addresses of a person's own record."""

from django.urls import path

from lapel.web.records import views

app_name = "records"
urlpatterns = [
    path("questions/", views.question, name="question"),
    path("questions/back/", views.back, name="back"),
    path("facts/", views.facts, name="facts"),
    path("facts/forget/", views.forget_fact, name="forget"),
    path("my-file/", views.file, name="file"),
    path("my-file/open/", views.open_file, name="open"),
    path("my-file/lapel-record.<str:kind>", views.download, name="download"),
    path("my-file/erase/", views.erase, name="erase"),
    path("examples/<slug:name>/", views.open_example, name="example"),
]
