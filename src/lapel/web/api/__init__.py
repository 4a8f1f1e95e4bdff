"""The same verbs for programs: /api/v1, stateless, described by OpenAPI."""
