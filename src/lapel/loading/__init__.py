"""Files → model, and only that; every error says file and line."""
