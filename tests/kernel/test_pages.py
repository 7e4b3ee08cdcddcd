"""The pages for people lead where they say: every link is followed, and the map of the kernel names every room."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "kernel" / "README.md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TRANSLATED = sorted(ROOT.glob("docs/*.zh.md"))
TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
NAME = re.compile(r"`([A-Z]\w+)` in \[[^\]]*\]\(([^)]+\.py)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    links = LINK.findall(page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not lost


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.name)
def test_a_translated_page_has_the_sections_links_pictures_and_rows_of_the_english_one(page):
    english = page.with_name(page.name.replace(".zh.md", ".md"))
    assert shape(page) == shape(english)


def shape(page):
    """The levels of its headings, where its links lead whatever the language, and the lines of tables and code."""
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    links = sorted({link.replace(".zh.md", ".md").replace("-zh.png", ".png") for link in LINK.findall(text)})
    headings = [line.split()[0] for line in lines if line.startswith("#")]
    return headings, links, sum(line.startswith("|") for line in lines), sum(line.startswith("```") for line in lines)


def test_the_places_to_change_something_hold_the_names_that_are_said_to_be_there():
    named = NAME.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(named) > 3
    for name, file in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^(class )?{name}\b", text, re.MULTILINE), f"{name} in {file}"


def test_the_map_of_the_kernel_names_every_room_and_no_other():
    text = (ROOT / "kernel" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| \[(\w+)/\]\(complaint_kernel/\1\)", text, re.MULTILINE)
    assert sorted(named) == sorted(path.parent.name for path in ROOT.glob("kernel/complaint_kernel/*/__init__.py"))


def test_every_test_that_the_page_of_attacks_names_is_there():
    named = TEST.findall((ROOT / "docs" / "attacks.md").read_text(encoding="utf-8"))
    assert len(named) > 100
    texts: dict[str, str] = {}
    for path in _files_of_tests():
        texts[path.name] = texts.get(path.name, "") + path.read_text(encoding="utf-8")
    assert [f"{file}::{name}" for file, name in named if f"def {name}(" not in texts.get(file, "")] == []


def _files_of_tests():
    return [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("addons/*/tests/**/test_*.py")]
