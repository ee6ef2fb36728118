"""Pictures become files: measured, smaller where nobody sees it, and shown by an element."""
