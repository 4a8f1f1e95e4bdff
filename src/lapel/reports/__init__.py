"""Decisions and plans → text, JSON and other forms."""
