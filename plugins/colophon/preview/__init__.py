"""The live preview for authors: a warm build, a small server on this machine, and a script that keeps pages fresh."""
