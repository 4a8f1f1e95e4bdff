"""Practice for the exams: outlines beside each other, the linter of items, mock forms, measures of items and people."""
