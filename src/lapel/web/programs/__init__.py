"""Programs: to find one, to look at one, and to set up to four side by side."""
