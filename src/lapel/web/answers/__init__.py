"""Where a person stands: the answer for each certificate, and why."""
