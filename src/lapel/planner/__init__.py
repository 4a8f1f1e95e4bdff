"""Search over steps under rules, dates, money and hours."""
