"""What search engines and link previews are told about an article."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from colophon.site.escaping import plain_text


def json_ld(content: Any, site_url: str, site_name: str) -> str:
    """Return the article as a schema.org `BlogPosting`, safe inside a script element."""
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": plain_text(content.title),
        "description": Markup(content.article.summary).striptags(),
        "author": [{"@type": "Organization", "name": plain_text(author)} for author in getattr(content, "authors", ())],
        "publisher": {"@type": "Organization", "name": site_name},
        "datePublished": content.date.isoformat(),
        "dateModified": getattr(content, "modified", content.date).isoformat(),
        "inLanguage": content.lang,
        "keywords": [plain_text(tag) for tag in getattr(content, "tags", ())],
    }
    if site_url:
        data["url"] = data["mainEntityOfPage"] = f"{site_url}/{content.url}"
        if content.social_image:
            data["image"] = f"{site_url}/{content.social_image}"
    return _script_safe(json.dumps(data, ensure_ascii=False))


def _script_safe(text: str) -> str:
    """Return JSON in which no character can end the script element. Source: HTML Standard, 4.12.1.3."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
