"""A person's own record: questions and answers, facts, upload, download, erase."""
