"""What runs a script: a file of its own in a frame that can touch nothing, with the libraries that it needs."""
