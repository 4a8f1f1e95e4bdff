"""Addresses of keeping."""

from django.urls import path

from lapel.web.keep import views

app_name = "keep"
urlpatterns = [
    path("keep/", views.keep, name="keep"),
    path("keep/course/", views.course, name="course"),
    path("keep/import/", views.bring, name="import"),
    path("keep/lapel-keep.ics", views.calendar, name="calendar"),
    path("keep/lapel-audit.<str:kind>", views.audit, name="audit"),
]
