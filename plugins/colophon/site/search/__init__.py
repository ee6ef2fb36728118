"""Search in the reader's browser: what is indexed, the index, and the page that asks it."""
