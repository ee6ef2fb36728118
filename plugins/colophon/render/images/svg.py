"""SVG made harmless: no script, no foreign object, no address outside the file, no animation of addresses.

The file is shown by `<img>`, where browsers run nothing; it is cleaned all the same, because it can be
opened alone.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from msgspec import Struct

from colophon.render.vocabulary import names

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ACTIVE_ELEMENTS = names(
    "script foreignobject iframe object embed audio video handler listener set animate animatemotion animatetransform "
    "animatecolor discard meta link"
)
KEPT_NAMESPACES = {SVG, "", "http://www.w3.org/XML/1998/namespace", XLINK}
UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""CSS pixels in each unit. Source: CSS Values 4, section 6.2."""


class CleanSvg(Struct, frozen=True):
    """The bytes of a file that is safe to open, and its size in CSS pixels where it says one."""

    data: bytes
    width: int | None
    height: int | None


def clean_svg(data: bytes) -> CleanSvg:
    """Return the SVG without anything active; equal input gives equal bytes.

    Raises:
        ParseError: it is not well-formed, or is no SVG, or declares entities.
    """
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise ElementTree.ParseError("it declares entities")
    root = ElementTree.fromstring(data)
    if _local(root.tag) != "svg":
        raise ElementTree.ParseError(f"its first element is {_local(root.tag)}, not svg")
    _clean(root)
    if root.tag == "svg":  # as in HTML, without its namespace, which a file needs
        root.set("xmlns", SVG)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    width, height = _size(root)
    return CleanSvg(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), width, height)


def _clean(element: ElementTree.Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _harmless(name, value):
            del element.attrib[name]
    if _local(element.tag) == "style" and element.text:
        element.text = _without_addresses(element.text)
    for child in list(element):
        if _kept(child):
            _clean(child)
        else:
            _remove(element, child)


def _kept(element: ElementTree.Element) -> bool:
    if not isinstance(element.tag, str):  # comments and processing instructions
        return False
    namespace = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
    return namespace in KEPT_NAMESPACES and _local(element.tag) not in ACTIVE_ELEMENTS


def _remove(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    """Take out the child and keep the text that follows it."""
    index = list(parent).index(child)
    parent.remove(child)
    if not child.tail:
        return
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + child.tail
    else:
        parent.text = (parent.text or "") + child.tail


def _harmless(name: str, value: str) -> bool:
    local, address = _local(name), re.sub(r"[\x00-\x20]+", "", value).lower()
    if local.startswith("on"):
        return False
    if local in {"href", "src"}:
        return address.startswith(("#", "data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"))
    if "url(" in address or "\\" in address:
        return _OUTSIDE.search(address) is None and "\\" not in address
    return "javascript:" not in address


def _without_addresses(css: str) -> str:
    """Return the style sheet without imports and without addresses outside the file."""
    if "\\" in css:
        return ""
    return _OUTSIDE.sub("none", re.sub(r"@import[^;]*;?", "", css, flags=re.IGNORECASE))


def _size(root: ElementTree.Element) -> tuple[int | None, int | None]:
    width, height = _length(root.get("width", "")), _length(root.get("height", ""))
    box = re.findall(r"[-+0-9.eE]+", root.get("viewBox", ""))
    if len(box) == 4 and not (width and height):
        box_width, box_height = (_number(each) for each in box[2:])
        if box_width > 0 and box_height > 0:
            width, height = _in_proportion(width, height, box_width, box_height)
    if not (width and height):
        return None, None
    return max(1, round(width)), max(1, round(height))


def _in_proportion(width: float, height: float, box_width: float, box_height: float) -> tuple[float, float]:
    if width:
        return width, width * box_height / box_width
    if height:
        return height * box_width / box_height, height
    return box_width, box_height


def _length(text: str) -> float:
    match = re.fullmatch(r"\s*(\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(\w*)\s*", text)
    return _number(match[1]) * UNITS.get(match[2].lower(), 0) if match else 0


def _number(text: str) -> float:
    try:
        return min(float(text), 100_000)
    except ValueError:
        return 0


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


_OUTSIDE = re.compile(r"url\(\s*[\"']?(?!\s*[\"']?#)[^)]*\)?", re.IGNORECASE)
