"""Keeping a certificate: what falls due when, what it costs, and the ways back after a lapse."""
