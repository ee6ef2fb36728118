"""Between a notebook file and a post: reading, front matter, cell options, digests."""
