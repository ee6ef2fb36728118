"""Pictures for link previews, one for each post."""
