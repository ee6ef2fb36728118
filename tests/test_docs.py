"""Everything that an author can write has a line in the documentation."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from colophon.notebook.frontmatter import KEYS
from colophon.notebook.options import OPTIONS, TAGS
from colophon.pagelimits import DEFAULTS, NAMES
from colophon.rules import RULES, page
from colophon.site.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
REFERENCE = (ROOT / "plugins" / "colophon" / "README.md").read_text()


def test_the_readme_leads_to_the_reference() -> None:
    assert "(plugins/colophon/README.md)" in README and README.count("\n") < 150


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| `(.*?)` \|", README, re.M)
    assert row and eval(row.group(1)) == SETTINGS[name].default


@pytest.mark.parametrize("name", [*KEYS, *OPTIONS, *TAGS])
def test_every_key_option_and_tag_is_in_the_reference(name: str) -> None:
    assert f"`{name}`" in REFERENCE


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_in_the_reference_with_its_default(name: str) -> None:
    (row,) = re.findall(rf"^\| (.*`{name}`.*?) \| (.*?) \|", REFERENCE, re.M)
    names, defaults = row[0].split(", "), re.split(r", ", row[1])
    assert int(defaults[names.index(f"`{name}`")].replace(",", "")) == getattr(DEFAULTS, name)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_in_the_reference_with_its_severity(code: str) -> None:
    assert re.search(rf"^\| {code} \| {RULES[code].severity} \| {re.escape(RULES[code].title)}", REFERENCE, re.M)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_page_of_its_own(code: str) -> None:
    rule = RULES[code]
    assert page(code).startswith(f"# {code}\n\n**{rule.title}.** *{rule.severity.capitalize()}.*\n")


def test_the_pages_are_of_rules_that_exist_in_their_order() -> None:
    pages = (ROOT / "plugins" / "colophon" / "rules.md").read_text()
    assert re.findall(r"^## (.*)$", pages, re.M) == list(RULES) and page("C999") == ""


def test_every_command_and_flag_is_in_the_reference() -> None:
    from colophon.cli import parser

    commands = next(action for action in parser()._actions if action.choices and action.dest == "command").choices
    for name, command in commands.items():
        assert f"colophon {name}" in REFERENCE
        flags = [flag for action in command._actions for flag in action.option_strings if flag not in ("-h", "--help")]
        assert [flag for flag in flags if f"`{flag}" not in REFERENCE] == []


def test_make_help_lists_every_verb_of_the_readme() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"make ([a-z]+)", README)) - {"clean"} <= set(re.findall(r"make ([a-z]+)", printed))
