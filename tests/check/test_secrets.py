"""No secret is published, wherever in a notebook it is; and nothing else is taken for one."""

from __future__ import annotations

import base64
import io
import os
import random
import re
import string
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from colophon import check
from colophon.check.pieces import LONGEST
from colophon.check.scanner import LONG, _has_place, _long_words, _words, suspicious
from colophon.errors import SettingsError
from colophon.hollow import alone
from colophon.model import Problem
from colophon.private import is_random, private_values
from colophon.site.settings import read_site_settings
from tests.check.planted import NINE, PLACES, SECRETS, planted
from tests.conftest import ROOT, Site, code, front, markdown, notebook

PATH = PurePosixPath("x.ipynb")


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> check.Scanner:
    """The scanner with the patterns of this machine's cache, and no memory of earlier texts."""
    memory = check.Memory()
    memory.lines = check.Memory(tmp_path_factory.mktemp("memory")).lines  # type: ignore[method-assign]
    return check.Scanner(memory)


def found(document: dict[str, Any], scanner: check.Scanner, **environment: str) -> list[Problem]:
    return check.secrets(document, PATH, scanner, environment)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", NINE)
def test_45_planted_secrets_are_all_found(kind: str, place: str, scanner: check.Scanner) -> None:
    problems = found(planted(kind, place), scanner)
    assert {(problem.code, problem.cell) for problem in problems} in ({("C601", 2)}, {("C601", 2), ("C603", 2)})
    assert not any(SECRETS[kind] in str(problem) for problem in problems)


@pytest.mark.parametrize("kind", [kind for kind in SECRETS if kind not in NINE])
def test_other_providers_keys_are_found_too(kind: str, scanner: check.Scanner) -> None:
    assert [found(planted(kind, place), scanner) != [] for place in PLACES] == [True] * len(PLACES)


@pytest.mark.parametrize("text", ["https://maps.test/?key={}&size=9", "({})", "<{}>", "call({},1)", "a|{}|b"])
def test_a_key_is_found_whatever_stands_around_it(text: str, scanner: check.Scanner) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": text.format(SECRETS["google"])}
    assert [problem.code for problem in found(notebook(front(), code("f()", stream)), scanner)] == ["C601"]


def test_html_is_read_as_a_reader_reads_it(scanner: check.Scanner) -> None:
    address = SECRETS["password in an address"].replace("/", "&#x2F;").replace("@", "&#64;")
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": f"<p>{address}</p>"}}
    assert [problem.code for problem in found(notebook(front(), code("f()", output)), scanner)] == ["C601"]


def test_a_secret_is_named_with_its_place_but_never_repeated(scanner: check.Scanner) -> None:
    stream = {"output_type": "stream", "name": "stderr", "text": f"a\nb {SECRETS['github']}\n"}
    assert [problem.message for problem in found(notebook(front(), code("f()", stream)), scanner)] == [
        "Found what looks like a secret (github-pat) in the output stderr, line 2."
    ]


def picture(**words: str) -> str:
    info = PngImagePlugin.PngInfo()
    for index, (name, text) in enumerate(words.items()):
        (info.add_text, info.add_itxt)[index % 2](name, text, zip=index > 1)
    file = io.BytesIO()
    chance = random.Random(1)
    Image.frombytes("RGB", (90, 90), chance.randbytes(90 * 90 * 3)).save(file, "PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("place", range(4))
def test_the_words_in_a_picture_are_read(place: int, scanner: check.Scanner) -> None:
    words = {f"w{index}": SECRETS["stripe"] if index == place else "plain" for index in range(4)}
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture(**words)}}
    assert [problem.message for problem in found(notebook(front(), code("plot()", output)), scanner)] == [
        f"Found what looks like a secret (stripe-access-token) in the output image/png, line {place + 1}."
    ]


def behind_its_end(text: str) -> str:
    """Return a picture with words in a chunk after the last one."""
    data = base64.b64decode(text)
    return base64.b64encode(data + struct.pack(">I4s", 5, b"tEXt") + b"a\0two" + bytes(4)).decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (str, "w0 = one"),
        (lambda text: f"\n{text}\n", "w0 = one"),
        (lambda text: "\n".join(re.findall(".{1,76}", text)), "w0 = one"),
        (lambda text: f"{text[:60]}!{text[60:]}", "w0 = one"),
        (lambda text: text[: len(text) // 8 * 4], "w0 = one"),
        (behind_its_end, "w0 = one\na = two"),
        (lambda text: "AAAA", ""),
    ],
)
def test_the_words_in_a_picture_are_read_however_it_is_stored(changed: Callable[[str], str], words: str) -> None:
    """Whole lines of base64, what is no base64, an end before the end of the picture, and more behind it."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": changed(picture(w0="one"))}}
    found = [piece.text for piece in check.pieces(notebook(code("", output))) if piece.where == "the output image/png"]
    assert found == ([words] if words else [])


def test_the_comment_of_a_jpeg_is_read(scanner: check.Scanner) -> None:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", comment=SECRETS["gitlab"].encode())
    data = {"image/jpeg": base64.b64encode(file.getvalue()).decode()}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    assert [problem.code for problem in found(notebook(front(), code("plot()", output)), scanner)] == ["C601"]


@given(st.lists(st.sampled_from(["a" * 9, "Z" * 15, "é", "ſ", "\ud800", " ", "\n", "<", "/+=.~_-", "0"])).map("".join))
def test_long_words_are_found_as_a_pattern_finds_them(text: str) -> None:
    pattern = re.compile(rf"[\w+/=.~-]{{{LONG},}}", re.ASCII)
    assert list(_long_words(text)) == [match.span() for match in pattern.finditer(text)]


PARTS = (
    "a1" * 8,
    "correctHorseBattery2016",
    "12345678:AA",
    "://a:b@",
    "-----BEGIN ",
    "password",
    "a" * 80,
    " ",
    "é",
    "\n",
)


@given(st.lists(st.lists(st.sampled_from(PARTS)).map("".join)))
def test_a_text_that_can_hold_a_secret_is_found_among_others(texts: list[str]) -> None:
    alone = [number for number, text in enumerate(texts) if _words(text) or _has_place(text)]
    together = suspicious(texts)
    assert {*alone} <= {*together}
    assert [number for number in together if _words(texts[number]) or _has_place(texts[number])] == alone


@pytest.mark.parametrize("text", ["://a:b@", "12345678:AA", "-----BEGIN RSA"])
def test_few_texts_are_asked_for(text: str) -> None:
    assert suspicious(["plain", text, "plain"]) == [1]


@pytest.mark.parametrize("data", ["data:image/png;base64,AAAA", "A" * LONGEST, f"{'A' * (LONGEST + 1)}=="])
def test_embedded_data_and_colours_part_no_word(data: str) -> None:
    document = notebook(code("", {"output_type": "stream", "name": "stdout", "text": f"one,{data},\x1b[1mt\x1b[0mwo"}))
    assert [piece.text for piece in check.pieces(document) if piece.cell == 1] == ["one,,two"]


def test_the_pixels_of_pictures_are_no_texts(scanner: check.Scanner) -> None:
    jpeg = io.BytesIO()
    Image.frombytes("RGB", (300, 300), random.Random(2).randbytes(270_000)).save(jpeg, "JPEG")
    data = {
        "image/png": picture(Software="matplotlib"),
        "image/jpeg": base64.b64encode(jpeg.getvalue()).decode(),
        "text/html": f'<img src="data:image/png;base64,{picture()}">',
        "application/vnd.plot+json": {"values": {"bdata": picture()}},
    }
    cells = [code("plot()", {"output_type": "display_data", "metadata": {}, "data": data}), markdown("![x](a.png)")]
    assert found(notebook(front(), *cells), scanner) == []


HARMLESS = [
    "postgresql://user:password@localhost/db",
    "https://user:pass@example.com/",
    "redis://:secret@localhost:6379/0",
    "api_key = 'YOUR_API_KEY'",
    "key = 'AKIAIOSFODNN7EXAMPLE'",
    "token = '<|endoftext|>'",
    "password = os.environ['DB_PASSWORD']",
    "sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'",
    "revision = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'",
    "alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'",
    "token = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'",
    "tokenizer = 'sentence-transformers/all-MiniLM-L6-v2'",
    "key = 'user:1234567:profile:2026-11-24'",
    "id = '123e4567-e89b-12d3-a456-426614174000'",
    "token_type = 'HuggingFaceTokenizerFast2'",
    "github = 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
]


@pytest.mark.parametrize("source", HARMLESS)
def test_what_only_looks_like_a_secret_is_none(source: str, scanner: check.Scanner) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": source}
    assert found(notebook(front(), code(source, stream), markdown(f"`{source}`")), scanner) == []


RANDOM = "".join(random.Random(5).choices(string.ascii_letters + string.digits, k=24))


@pytest.mark.parametrize(
    "source",
    [
        f"password = {RANDOM!r}",
        f"config.api_key = {RANDOM!r}",
        f"connect(secret={RANDOM!r})",
        f"headers = {{'auth-token': {RANDOM!r}}}",
        f"%load_ext x\nos.environ['SERVICE_TOKEN'] = {RANDOM!r}",
        f"PassPhrase = {RANDOM!r}",
        f"f(api_key={RANDOM!r})",
        f"x.signing_key2 = {RANDOM!r}",
        f"x = {{'pass' 'word': {RANDOM!r}}}",
        f'x = {{"private"\\\n  "_key": {RANDOM!r}}}',
        f'x = {{"api"  # in parts\n  r"_key": {RANDOM!r}}}',
    ],
)
def test_a_text_as_random_as_a_key_is_found_in_code_under_a_telling_name(source: str, scanner: check.Scanner) -> None:
    assert [problem.code for problem in found(notebook(front(), code(source)), scanner)] == ["C603"]
    assert found(notebook(front(), markdown(source)), scanner) == []
    assert found(notebook(front(), code(f"colour = {RANDOM!r}")), scanner) == []


@pytest.mark.parametrize(("text", "expected"), [(RANDOM, True), ("a" * 24, False), ("correct horse 1", False)])
def test_randomness_is_measured(text: str, expected: bool) -> None:
    assert is_random(text) is expected


def test_the_values_of_this_environment_are_secrets(scanner: check.Scanner) -> None:
    private = {"DB_PASSWORD": "tr0ub4dor", "OPENAI_KEY": "abcdefgh1", "RUNNER": RANDOM}
    plain = {"PATH": "/usr/bin", "EDITOR": "somethingplain", "PGPASSWORD": "postgres", "COMPASS_X": "northeast1"}
    environment = private | plain | {"KEY_FILE": "/run/secrets/x", "TOKENIZERS_PARALLELISM": "false"}
    assert private_values(environment) == private
    output = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}
    document = notebook(
        front(), code("env", {**output, "data": {"application/json": {"env": ["tr0ub4dor", "somethingplain"]}}})
    )
    assert [str(problem).split(" Take")[0] for problem in found(document, scanner, **environment)] == [
        "x.ipynb, cell 2: Found the value of the environment variable DB_PASSWORD in the output application/json."
    ]


def test_a_text_that_was_clean_is_not_scanned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"version {RANDOM} of the data"
    assert check.Scanner(check.Memory(tmp_path)).secrets(text) == []
    again = check.Scanner(check.Memory(tmp_path))
    monkeypatch.setattr(again, "_loaded", lambda: pytest.fail("it was scanned again"))
    assert again.secrets(text) == []


def test_the_patterns_are_kept_for_all_sites_and_the_texts_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path | None] = []
    monkeypatch.setattr(alone("kingfisher_sdk.rules"), "Rules", lambda cache, cache_dir: loaded.append(cache_dir))
    monkeypatch.setattr(
        alone("kingfisher_sdk.scanner"), "Scanner", lambda rules, base64: SimpleNamespace(scan=lambda text: [])
    )
    text = f"version {RANDOM} of the data"
    for site in ("a", "b", "b"):
        assert check.Scanner(check.Memory(tmp_path / site), check.Memory(tmp_path / "user")).secrets(text) == []
    assert loaded == [tmp_path / "user/patterns"] * 2


def test_nothing_is_imported_that_would_ask_a_provider_of_a_key() -> None:
    program = (
        "import sys; from colophon import check; check.Scanner(check.Memory()).prepare(); "
        "print([name for name in ('validation', 'revocation', 'git') if f'kingfisher_sdk.{name}' in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_fractions_are_printed_by_every_second_cell_and_need_no_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = check.Scanner(check.Memory(tmp_path))
    monkeypatch.setattr(scanner, "_loaded", lambda: pytest.fail("it was scanned"))
    assert scanner.secrets("0.12345678901234567 -12.345678901234567e-10 .1234567890123456") == []


def test_a_secret_stops_the_build_before_a_byte_is_written(site: Site) -> None:
    settings = "from colophon.site import Press\nPELICAN_CLASS = Press\n"
    site.add("good.ipynb", notebook(front("Good")))
    assert site.build(settings=settings).returncode == 0
    before = sorted((path, path.stat().st_mtime_ns) for path in site.output.rglob("*"))
    site.add("bad.ipynb", planted("github", "stream"))
    built = site.build(settings=settings)
    assert built.returncode == 2 and "fatal: bad.ipynb, cell 2: Found what looks like a secret" in built.stderr
    assert sorted((path, path.stat().st_mtime_ns) for path in site.output.rglob("*")) == before


def test_no_site_can_make_a_secret_a_warning(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="are always fatal"):
        read_site_settings({"PATH": str(tmp_path), "COLOPHON_SEVERITIES": {"C601": "warning"}})


def test_names_of_files_need_no_scan_unless_a_secret_is_spoken_of(
    scanner: check.Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "See [Styles](04.11-Settings-and-Stylesheets.ipynb) of the PythonDataScienceHandbook2016."
    asked: list[str] = []
    monkeypatch.setattr(scanner, "_known", lambda text, words: asked.extend(words) or ())
    assert scanner.secrets(text) == [] and asked == []
    assert scanner.secrets(f"{text} The password is CorrectHorseBattery2016.") == []
    assert "CorrectHorseBattery2016." in asked


@pytest.mark.parametrize("alphabet", [string.hexdigits.lower(), string.ascii_lowercase + string.digits])
def test_random_keys_are_no_names(scanner: check.Scanner, monkeypatch: pytest.MonkeyPatch, alphabet: str) -> None:
    chance = random.Random(alphabet)
    keys = ["".join(chance.choices(alphabet, k=32)) for _ in range(2_000)]
    asked: list[str] = []
    monkeypatch.setattr(scanner, "_known", lambda text, words: asked.extend(words) or ())
    for key in keys:
        scanner.secrets(key)
    assert asked == keys
