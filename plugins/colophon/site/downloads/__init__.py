"""What a reader takes home of a post: its notebook, alone or in a zip that runs as it is."""
