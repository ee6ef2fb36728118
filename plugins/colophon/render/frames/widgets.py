"""Jupyter widgets: drawn in a frame from the state that the notebook keeps, without a kernel."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from colophon.render.frames.document import Content, data_script, frame, script, titled
from colophon.render.frames.libraries import MissingLibrary, extension
from colophon.render.frames.stills import still
from colophon.render.mime.bundle import Bundle, Drawing, DrawingError

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
CORE = "@jupyter-widgets/"
"""Modules that the library itself has begin so."""


def draw(bundle: Bundle, media_type: str) -> Drawing:
    """Return the widget as it was when the notebook was saved; what needs the kernel does nothing."""
    view = bundle.data[media_type]
    models = _needed(view.get("model_id") if isinstance(view, Mapping) else None, bundle.page.widgets)
    if not models:
        raise DrawingError("the notebook does not keep the state of this widget (run it with `colophon run`)")
    modules = sorted({str(model.get("model_module")) for model in models.values()})
    paths = {name: _path(bundle, name) for name in modules if not name.startswith(CORE)}
    config = f"<script>require.config({{paths: {json.dumps(paths)}}});</script>" if paths else ""
    state = {"version_major": 2, "version_minor": 0, "state": models}
    body = f"{script(bundle, 'require')}{config}{_typed(STATE, state)}{_typed(VIEW, view)}{script(bundle, 'widgets')}"
    title = titled(bundle, "Widget")
    return frame(Content(body, height=120), bundle, still(bundle), title)


def _typed(media_type: str, value: object) -> str:
    """Return the element in which the library looks for what it draws; the drawing takes its place."""
    return data_script(value).replace('type="application/json" id="data"', f'type="{media_type}"', 1)


def _path(bundle: Bundle, module: str) -> str:
    """Return where the frame finds a package of widgets, as require.js wants it: without its ending."""
    try:
        asset = extension(module, bundle.context.node_modules)
    except MissingLibrary as error:
        raise DrawingError(str(error)) from error
    bundle.page.asset(asset)
    return f"./{asset.name.removesuffix('.js')}"


def _needed(model_id: object, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the models that a widget consists of, and those that link them with one another."""
    if not isinstance(model_id, str) or model_id not in state:
        return {}
    found: set[str] = set()
    waiting = [model_id]
    references = {name: set(_REFERENCE.findall(json.dumps(model))) & set(state) for name, model in state.items()}
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references[name]
            waiting += [link for link, ends in references.items() if name in ends and _is_link(state[link])]
    return {name: model for name, model in state.items() if name in found}


def _is_link(model: Any) -> bool:
    return isinstance(model, Mapping) and "Link" in str(model.get("model_name"))


_REFERENCE = re.compile(r"IPY_MODEL_([0-9a-zA-Z_-]+)")
