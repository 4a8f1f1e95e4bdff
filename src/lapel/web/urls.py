"""Every address of the site."""

from django.urls import include, path

from lapel.web.site import views

urlpatterns = [
    path("", include("lapel.web.site.urls")),
    path("", include("lapel.web.records.urls")),
    path("", include("lapel.web.answers.urls")),
    path("", include("lapel.web.plans.urls")),
    path("", include("lapel.web.keep.urls")),
    path("", include("lapel.web.work.urls")),
    path("", include("lapel.web.programs.urls")),
    path("", include("lapel.web.browse.urls")),
    path("", include("lapel.web.api.urls")),
]

handler400 = views.bad_request
handler404 = views.not_found
handler500 = views.broken
