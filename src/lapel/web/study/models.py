"""The one table of the site that is ours: what visitors did in practice, event by event."""

from typing import ClassVar

from django.contrib.sessions.models import Session
from django.db import models


class Step(models.Model):
    """An event of a session of practice. It goes when its owner, the visitor's session, ends or is erased."""

    owner: "models.ForeignKey[Session, Session]" = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="+"
    )
    session: "models.CharField[str, str]" = models.CharField(max_length=32)
    number: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    at: "models.CharField[str, str]" = models.CharField(max_length=32)
    kind: "models.CharField[str, str]" = models.CharField(max_length=16)
    data: "models.TextField[str, str]" = models.TextField()

    class Meta:
        """Each event has its place, which is taken once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "session", "number"], name="study_step_has_its_place")
        ]

    def __str__(self) -> str:
        """Name the place of the event."""
        return f"{self.session} {self.number}: {self.kind}"
