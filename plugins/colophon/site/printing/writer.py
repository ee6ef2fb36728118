"""Pelican's writer, which leaves alone what would come out as it is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from pelican import signals

from colophon.site.feeds.jsonfeed import json_path
from colophon.site.feeds.writer import FeedWriter
from colophon.site.pages.keys import PageKeys
from colophon.site.posts.reader import SHELF
from colophon.site.printing.tray import Tray

TRAY = "COLOPHON tray of this build"
"""Key of the settings under which `Press` puts the build's `Tray`; no name that a user could set."""


class SiteWriter(FeedWriter):
    """Renders and writes the pages and feeds of which something changed, and takes the others over from the old site.

    Where another plugin wants to know of every page that is written, every page is written.
    """

    def __init__(self, output_path: str, settings: dict[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self.tray: Tray = settings.get(TRAY) or Tray(Path(output_path))
        self._keys = PageKeys(settings, settings[SHELF][0])
        self._now: list[str] = []
        """Files opened since the present page was begun."""

    def write_file(  # the host's own signature
        self,
        name: str,
        template: Any,
        context: dict[str, Any],
        relative_urls: bool = False,
        paginated: Any = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Render a template with all that it can see, unless that is what it was."""
        key = ""
        if name and not override_output and not signals.content_written.receivers:
            given = {**kwargs, "url": url, "template_name": template_name, "paginated": paginated}
            key = self._keys.page(name, template, context, given, relative=relative_urls)
        if not self._keep(key):
            self._now = []
            super().write_file(
                name, template, context, relative_urls, paginated, template_name, override_output, url, **kwargs
            )
            self._settle(key)

    def write_feed(
        self,
        elements: list[Any],
        context: dict[str, Any],
        path: str | None = None,
        url: str | None = None,
        feed_type: str = "atom",
        override_output: bool = False,
        feed_title: str | None = None,
    ) -> Any:
        """Write a feed, and a JSON feed beside each Atom feed, unless they would be what they were."""
        feed = self._write_feed(elements, context, path, url, feed_type, override_output, feed_title)
        if path and feed_type == "atom" and self.settings.get("COLOPHON_JSON_FEEDS"):
            address = json_path(url) if url else None
            self._write_feed(elements, context, json_path(path), address, "json", override_output, feed_title)
        return feed

    def _write_feed(
        self,
        elements: list[Any],
        context: dict[str, Any],
        path: str | None,
        url: str | None,
        feed_type: str,
        override_output: bool,
        feed_title: str | None,
    ) -> Any:
        key = ""
        if path and not override_output and not signals.feed_generated.receivers and not signals.feed_written.receivers:
            newest = elements[: self.settings["FEED_MAX_ITEMS"]]
            key = self._keys.feed(f"{path} {url}", feed_type, feed_title, newest)
        if self._keep(key):
            return None
        self._now = []
        feed = super().write_feed(elements, context, path, url, feed_type, override_output, feed_title)
        self._settle(key)
        return feed

    def _keep(self, key: str) -> bool:
        """Take over the pages that were made from the key; none where one of them is missing or was touched."""
        paths = [self.tray.place(name) for name in self.tray.names(key)] if key else []
        if self._written_files.intersection(paths) or not self.tray.keep_all(key):
            return False
        self._written_files.update(paths)
        return True

    def _settle(self, key: str) -> None:
        folder = f"{self.tray.folder}/"
        for path in sorted({*self._now}):
            self.tray.settle(path.removeprefix(folder), key)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        """Open a file as Pelican does, but never one that the old site shares."""
        if filename not in self._written_files and filename not in self._overridden_files:
            with suppress(FileNotFoundError):
                os.unlink(filename)  # noqa: PTH108  # see `Tray.place`
        self._now.append(filename)
        return super()._open_w(filename, encoding, override)
