"""Jobs: roles and the ladder between them, pay, outlook, and what helps on the way."""
