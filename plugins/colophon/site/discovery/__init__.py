"""What is told to programs: search engines, hosts, reference managers, language models."""
