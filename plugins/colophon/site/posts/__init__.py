"""Notebooks become posts: each converted once in its life, kept by what it was made from, opened when a page asks."""
