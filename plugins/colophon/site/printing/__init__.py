"""A build that never hurts the site that stands: beside it, checked, and put in its place."""
