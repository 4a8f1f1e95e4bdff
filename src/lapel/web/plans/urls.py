"""Addresses of plans."""

from django.urls import path

from lapel.web.plans import views

app_name = "plans"
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("calendar/", views.feed_page, name="feed"),
    path("calendar/<str:name>/lapel.ics", views.feed, name="follow"),
    path("plan/lapel-plan.ics", views.calendar, name="calendar"),
    path("plan/lapel-plan.pdf", views.paper, name="paper"),
]
