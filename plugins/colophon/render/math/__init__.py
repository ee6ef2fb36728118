"""Formulas become MathML: numbered, labelled, and without inline styles."""
