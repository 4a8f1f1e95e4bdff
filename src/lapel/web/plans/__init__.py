"""What to do next: a dated plan, its picture, its calendar and its page on paper."""
