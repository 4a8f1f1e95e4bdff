"""``lapel study weakest``: practice in the area that is weakest at each moment."""

from argparse import ArgumentParser, Namespace

from lapel.cli.study import practice
from lapel.cli.study.desk import spoken

EXAMPLES = ("lapel study weakest ccma-nha", "lapel study weakest rma-amt --items 10")


def arguments(below: ArgumentParser) -> None:
    """Add the arguments, which are those of practice."""
    practice.arguments(below)


@spoken
def run(args: Namespace) -> int:
    """Begin a session and go through it."""
    return practice.begin(args, "weakest")
