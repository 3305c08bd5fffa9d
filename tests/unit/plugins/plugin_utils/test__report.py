# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.plugin_utils import _report
from ansible_collections.secops.defender.plugins.plugin_utils._report_chart import ceiling, drawing
from ansible_collections.secops.defender.plugins.plugin_utils._report_html import page
from ansible_collections.secops.defender.plugins.plugin_utils._report_markdown import (
    markdown,
    paragraph,
    plain,
)

NASTY = (
    "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} \" ' & | [x](http://evil.example) www.evil.example *b*"
)
VOID = {"meta"}


def report(text: str = "plain") -> dict[str, Any]:
    """A report with every part, the same text in all of them."""
    made = _report.report("triage_alerts", text, "2026-08-19T12:30:00Z", text)
    made["figures"] = [_report.figure(text, 3, "bad"), _report.figure("words", text)]
    shown = _report.chart(
        text, text, [text, "b"], [_report.series(text, "bad", [1, 3]), _report.series("Low", "mild", [0, 1])]
    )
    rows = [
        (1, text, [text, None, 2], _report.marked([text, text], "warn")),
        (2, None, [], _report.marked("x", "no tone")),
    ]
    table = _report.table(("n", text, "list", "mark"), rows, number=("n",), code=("list",))
    made["sections"] = [
        _report.section(text, text, "", chart=shown, table=table),
        _report.section("Empty", table=None),
    ]
    return made


class Tree(HTMLParser):
    """Reads a page, keeps its elements and texts, and sees that every element is closed."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_page_is_well_formed() -> None:
    assert Tree(page(report(NASTY))).open == []


def test_text_from_the_tenant_stays_text_on_the_page() -> None:
    tree = Tree(page(report(NASTY)))
    assert tree.all("script") == tree.all("a") == tree.all("img") == []
    assert sum(NASTY in text for text in tree.texts) >= 8


def test_the_page_needs_nothing_else() -> None:
    tree = Tree(page(report()))
    assert {tag for tag, _attributes in tree.elements} & {
        "link",
        "script",
        "img",
        "iframe",
        "object",
    } == set()
    assert not re.search(r"https?:|url\(|@import", page(report()))
    assert "default-src 'none'; style-src 'unsafe-inline'" in {
        meta.get("content") for meta in tree.all("meta")
    }


def test_the_page_suits_phones_the_dark_and_paper() -> None:
    written = page(report())
    assert 'name="viewport"' in written
    for medium in ("max-width", "prefers-color-scheme: dark", "@media print"):
        assert medium in written


def test_a_chart_has_a_title_a_description_and_its_numbers_as_a_table() -> None:
    tree = Tree(page(report("said")))
    named = tree.all("svg")[0]["aria-labelledby"]
    assert (
        named
        == " ".join(str(tree.all(tag)[-1]["id"]) for tag in ("title", "desc") if tree.all(tag)[-1].get("id"))
        or named
    )
    assert [tag for tag, attributes in tree.elements if attributes.get("id") in (named or "").split()] == [
        "title",
        "desc",
    ]
    assert "The same as a table" in tree.texts


def test_cells_carry_the_name_of_their_column_for_narrow_screens() -> None:
    labels = [cell["data-label"] for cell in Tree(page(report())).all("td") if cell["data-label"]]
    assert labels[-4:] == ["n", "plain", "list", "mark"]


def test_an_unknown_tone_is_no_class() -> None:
    assert "no tone" not in page(report())


def test_markdown_has_every_part() -> None:
    written = markdown(report("said"))
    assert written.startswith("# said\n\nsaid\n\nMade 19 Aug 2026, 12:30 UTC.\n\n- said: **3**")
    assert (
        "| n | said | list | mark |\n| ---: | --- | --- | --- |\n| 1 | said | said<br>2 | said<br>said |"
        in written
    )
    assert "|  | said | Low |" in written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ws_fin_01", "ws_fin_01"),
        ("_init_", "\\_init\\_"),
        ("a | b", "a \\| b"),
        ("<b>", "\\<b\\>"),
        ("R&D", "R&D"),
        ("&lt;", "\\&lt;"),
        ("contoso\\ada", "contoso\\\\ada"),
        ("https://evil.example", "https:\\//evil.example"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_escapes_what_would_be_markup(text: str, written: str) -> None:
    assert plain(text) == written


@pytest.mark.parametrize(
    ("text", "written"), [("# no", "\\# no"), ("- no", "\\- no"), ("1. no", "1\\. no"), ("x # y", "x # y")]
)
def test_a_paragraph_is_no_heading_and_no_list(text: str, written: str) -> None:
    assert paragraph(text) == written


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (3, 4), (7, 10), (11, 20), (45, 60), (999, 1000), (999_999, 1_000_000)]
)
def test_the_scale_ends_at_an_even_number(most: int, top: int) -> None:
    assert ceiling(most) == top


def test_bars_are_stacked_and_stay_inside_the_drawing() -> None:
    drawn = drawing(report()["sections"][0]["chart"])
    low, high = drawn["bars"][1]["layers"]
    assert (low["y"] + low["height"], high["y"] + high["height"]) == (100, low["y"])
    assert high["y"] >= 0
    assert drawn["bars"][1]["said"] == "b: plain 3, Low 1"


def test_lying_bars_are_the_same_on_their_side_and_name_every_row() -> None:
    upright = report()["sections"][0]["chart"]
    drawn = drawing(_report.lying(upright))
    low, high = drawn["bars"][1]["layers"]
    assert (low["x"], low["x"] + low["width"], high["x"] + high["width"]) == (0, high["x"], 100)
    assert low["y"] == high["y"] >= 50
    assert drawn["rows"] == [{"text": "plain", "total": 1}, {"text": "b", "total": 4}]
    made = report("said")
    made["sections"][0]["chart"] = _report.lying(made["sections"][0]["chart"])
    tree = Tree(page(made))
    assert tree.open == []
    assert tree.all("svg")[0]["role"] == "img"


def test_many_labels_are_thinned_out() -> None:
    labels = [str(number) for number in range(48)]
    drawn = drawing(_report.chart("", "", labels, [_report.series("x", "bad", [1] * 48)]))
    assert [label["text"] for label in drawn["labels"]] == ["0", "8", "16", "24", "32", "40"]


def test_a_chart_without_bars_is_drawn() -> None:
    assert drawing(_report.chart("", "", [], []))["bars"] == []
