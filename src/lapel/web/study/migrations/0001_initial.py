"""The table of events."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make it."""

    initial = True
    dependencies: ClassVar = [("sessions", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.CharField(max_length=32)),
                ("number", models.PositiveIntegerField()),
                ("at", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=16)),
                ("data", models.TextField()),
                (
                    "owner",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="+", to="sessions.session"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("owner", "session", "number"), name="study_step_has_its_place"),
        ),
    ]
