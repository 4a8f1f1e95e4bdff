"""Practice for the exams, in the browser."""
