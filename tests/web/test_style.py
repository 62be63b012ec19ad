"""The style sheet: words can be read on their colours, by day and by night."""

import re

import pytest

from web.render import FOLDER

CSS = (FOLDER / "static" / "style.css").read_text("utf-8")
WORDS_ON = [
    ("ink", "paper"),
    ("ink", "card"),
    ("soft", "paper"),
    ("soft", "card"),
    ("link", "paper"),
    ("link", "card"),
    ("link", "brand-soft"),
    ("ink", "brand-soft"),
    ("brand-ink", "brand"),
    ("calm", "calm-soft"),
    ("calm", "card"),
    ("bad", "bad-soft"),
    ("bad", "card"),
    ("warn", "warn-soft"),
    ("warn", "card"),
    ("today", "today-soft"),
    ("good", "good-soft"),
    ("good", "card"),
    ("good", "paper"),
    ("bad", "paper"),
    ("wait", "wait-soft"),
]


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of the light or the dark scheme."""
    first, second = re.findall(r":root \{(.*?)\}", CSS, re.S)[:2]
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", first))
    return light | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", second)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast as WCAG 2 counts it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), WORDS_ON)
def test_words_stand_out_from_their_ground(words: str, ground: str, scheme: str) -> None:
    named = tokens(scheme)
    assert contrast(named[words], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_ring_stands_out(scheme: str) -> None:
    named = tokens(scheme)
    assert contrast(named["focus"], named["paper"]) >= 3
    assert contrast(named["focus"], named["card"]) >= 3


def test_only_the_tokens_name_colours() -> None:
    rules = re.sub(r"@media print \{.*", "", re.sub(r":root \{.*?\}", "", CSS, flags=re.S), flags=re.S)
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", rules)) <= {"#fff"}


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "http" not in CSS and "@import" not in CSS
    fetched = re.findall(r'url\("([^"]+)"\)', CSS)
    assert fetched and CSS.count("url(") == len(fetched)
    assert all((FOLDER / "static" / name).is_file() for name in fetched)


def test_no_page_asks_for_a_day_in_the_browsers_own_field() -> None:
    # It follows the browser's language: 05/11 would be asked for as 11/05.
    pages = sorted((FOLDER / "templates").glob("*.html"))
    assert len(pages) > 50
    assert [one.name for one in pages if 'type="date"' in one.read_text("utf-8")] == []
