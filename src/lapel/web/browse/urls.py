"""Addresses of the public pages; each is a line here and a line in `lapel.web.browse.shelf`."""

from django.urls import path

from lapel.web.browse import comparing, machines, roles, views

app_name = "browse"
urlpatterns = [
    path("catalogue/", views.catalogue_list, name="catalogue"),
    path("catalogue/<slug:name>/", views.credential, name="credential"),
    path("catalogue/<slug:name>/<slug:route>/", views.route, name="route"),
    path("compare/", comparing.compare_page, name="compare"),
    path("fees/", views.fees, name="fees"),
    path("states/", views.states, name="states"),
    path("states/<slug:code>/", views.state, name="state"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<slug:name>/", roles.role, name="role"),
    path("letters/", views.letters, name="letters"),
    path("changes/", views.changes, name="changes"),
    path("glossary/", views.glossary, name="glossary"),
    path("sources/", views.sources, name="sources"),
    path("coverage/", views.coverage, name="coverage"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
