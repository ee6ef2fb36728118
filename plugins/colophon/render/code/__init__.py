"""Code becomes HTML: coloured, with notes on its lines."""
