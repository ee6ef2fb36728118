"""An article becomes Markdown, for readers that are programs."""
