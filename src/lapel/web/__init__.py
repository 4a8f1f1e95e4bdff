"""The site: pages and an API that ask the library and show what it says. No rule is worked out here."""
