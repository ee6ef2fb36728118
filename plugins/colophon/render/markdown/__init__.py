"""Markdown becomes HTML: a parser with rules of its own, and a writer."""
