"""The pages around the answers: start, about, what goes wrong."""
