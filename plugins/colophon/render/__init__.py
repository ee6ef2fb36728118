"""A post becomes an article: safe HTML, and everything that the HTML needs."""

from __future__ import annotations

from colophon.render.article import render
from colophon.render.context import RenderContext

__all__ = ["RenderContext", "render"]
