"""Choosing a school: what a program opens, what it covers, how it compares."""
