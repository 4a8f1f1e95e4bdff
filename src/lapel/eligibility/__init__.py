"""Credential × record × day → a decision."""
