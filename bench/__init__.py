"""What is measured against other tools and against itself; never part of the tests, re-runnable by one command."""
