"""Secrets made at random in the forms that their providers document, and the places of a notebook to plant them in."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from typing import Any

from tests.conftest import code, front, notebook

LETTERS = string.ascii_letters
WORD = LETTERS + string.digits
CAPITALS = string.ascii_uppercase + "234567"


def _secrets(seed: int = 7) -> dict[str, str]:
    chance = random.Random(seed)

    def some(count: int, letters: str = WORD) -> str:
        return "".join(chance.choice(letters) for _ in range(count))

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = json.dumps({"sub": some(10, string.digits), "iat": 1_700_000_000}).encode()
    token = [part(b'{"alg":"HS256","typ":"JWT"}'), part(claims), part(chance.randbytes(32))]
    key = base64.b64encode(chance.randbytes(600)).decode()
    lines = "\n".join(key[place : place + 64] for place in range(0, len(key), 64))
    return {
        "aws": "AKIA" + some(16, CAPITALS),
        "github": "ghp_" + some(36),
        "slack": f"xoxb-{some(12, string.digits)}-{some(13, string.digits)}-{some(24)}",
        "stripe": "sk_live_" + some(24),
        "openai": f"sk-proj-{some(74)}T3BlbkFJ{some(74)}",
        "huggingface": "hf_" + some(34, LETTERS),
        "jwt": ".".join(token),
        "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----",
        "password in an address": f"postgresql://reader:{some(15)}7@db.internal.net:5432/sales",
        # beyond the nine
        "anthropic": f"sk-ant-api03-{some(93)}AA",
        "gitlab": "glpat-" + some(20),
        "google": "AIza" + some(35),
        "npm": "npm_" + some(36),
        "pypi": "pypi-AgEIcHlwaS5vcmcC" + some(150),
        "telegram": f"{some(9, '123456789')}:AA{some(33)}",
    }


SECRETS = _secrets()
NINE = list(SECRETS)[:9]


def _in_source(secret: str) -> dict[str, Any]:
    return code(f"client = connect({secret!r})")


def _in_stream(secret: str) -> dict[str, Any]:
    return code("show()", {"output_type": "stream", "name": "stdout", "text": f"using {secret}\n"})


def _in_html(secret: str) -> dict[str, Any]:
    html = f"<table><tr><td>key</td><td>{secret}</td></tr></table>"
    return code("show()", {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}})


def _in_traceback(secret: str) -> dict[str, Any]:
    lines = ["\x1b[31mAuthError\x1b[39m", f"\x1b[32m      1\x1b[39m call(\x1b[33m{secret}\x1b[39m)"]
    return code("call()", {"output_type": "error", "ename": "AuthError", "evalue": "refused", "traceback": lines})


def _in_metadata(secret: str) -> dict[str, Any]:
    return {**code("show()"), "metadata": {"papermill": {"parameters": {"value": secret}}}}


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "source": _in_source,
    "stream": _in_stream,
    "html": _in_html,
    "traceback": _in_traceback,
    "metadata": _in_metadata,
}


def planted(kind: str, place: str) -> dict[str, Any]:
    """Return a notebook with one secret in it, in its second cell."""
    return notebook(front(), PLACES[place](SECRETS[kind]))
