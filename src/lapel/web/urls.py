"""Every address of the site."""

from django.urls import include, path

from lapel.web.api.service import to_programs
from lapel.web.site import views

urlpatterns = [
    path("", include("lapel.web.site.urls")),
    path("", include("lapel.web.records.urls")),
    path("", include("lapel.web.answers.urls")),
    path("", include("lapel.web.plans.urls")),
    path("", include("lapel.web.keep.urls")),
    path("", include("lapel.web.study.urls")),
    path("", include("lapel.web.work.urls")),
    path("", include("lapel.web.programs.urls")),
    path("", include("lapel.web.browse.urls")),
    path("", include("lapel.web.api.urls")),
]

handler400 = to_programs(views.bad_request)
handler404 = views.not_found
handler500 = to_programs(views.broken)
