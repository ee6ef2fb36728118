"""The feeds of a site: Atom and JSON, with full content."""
