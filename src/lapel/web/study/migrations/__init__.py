"""How the tables of practice came about."""
