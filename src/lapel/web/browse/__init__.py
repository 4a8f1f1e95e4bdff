"""The catalogue as public pages: credentials, routes, fees, states, sources, and certificates side by side."""
