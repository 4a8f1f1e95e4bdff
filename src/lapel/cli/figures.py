"""Where the figures of a command come from."""

from lapel.reference.figures import Figures

__all__ = ["Figures"]
