"""Addresses of practice."""

from django.urls import path, register_converter

from lapel.web.study import pages, sitting


class SessionName:
    """The name of a session: 32 hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


register_converter(SessionName, "session")

app_name = "study"
urlpatterns = [
    path("study/", pages.home, name="home"),
    path("study/drawings.css", pages.drawings, name="drawings"),
    path("study/begin/", pages.begin, name="begin"),
    path("study/history/", pages.past, name="history"),
    path("study/history/lapel-study.<str:kind>", pages.export, name="export"),
    path("study/history/open/", pages.bring, name="import"),
    path("study/history/erase/", pages.erase, name="erase"),
    path("study/session/<session:name>/", sitting.show, name="session"),
    path("study/session/<session:name>/list/", sitting.overview, name="list"),
    path("study/session/<session:name>/close/", sitting.close, name="close"),
    path("study/session/<session:name>/question/<int:at>/", sitting.look, name="look"),
    path("study/session/<session:name>/answer/", sitting.answer, name="answer"),
    path("study/session/<session:name>/go/", sitting.go, name="go"),
    path("study/session/<session:name>/clock/", sitting.clock, name="clock"),
    path("study/<slug:exam>/", pages.exam, name="exam"),
    path("study/<slug:exam>/plan/", pages.plan, name="plan"),
    path("study/<slug:exam>/lapel-study.ics", pages.calendar, name="calendar"),
    path("study/<slug:exam>/readiness/", pages.ready, name="readiness"),
]
