"""Addresses of the pages on work and learning."""

from django.urls import path

from lapel.web.work import climbing, money, skills, views

app_name = "work"
urlpatterns = [
    path("work/", views.work, name="work"),
    path("fit/", views.fit, name="fit"),
    path("school/", views.school, name="school"),
    path("skills/", skills.shown, name="skills"),
    path("skills/check/<slug:group>/", skills.check, name="check"),
    path("learn/", views.learn, name="learn"),
    path("pay/", money.pay, name="pay"),
    path("pay/four/", money.four, name="four"),
    path("pay/certified/", money.certified, name="certified"),
    path("pay/<slug:kind>.svg", money.pay_picture, name="pay-picture"),
    path("outlook/", money.outlook, name="outlook"),
    path("outlook/editions.svg", money.outlook_picture, name="outlook-picture"),
    path("ladder/", climbing.ladder, name="ladder"),
    path("ladder/ladder.svg", climbing.ladder_picture, name="ladder-picture"),
    path("ladder/<slug:name>/", climbing.rung, name="rung"),
    path("worth/", climbing.worth, name="worth"),
]
