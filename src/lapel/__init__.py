"""Lapel: what a medical assistant may do today and why, what next, and from when."""

__version__ = "0.1.0"
