"""What readers find posts by: series, related posts, the archive, the first page."""
