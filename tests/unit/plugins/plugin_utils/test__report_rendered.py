# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of the roles as a browser renders them; without a Chromium on the machine these tests skip themselves."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secops.defender.plugins.filter.report_html import report_html
from ansible_collections.secops.defender.tests.unit.plugins.browser import NAMES, Page, program
from ansible_collections.secops.defender.tests.unit.plugins.reports import REPORTS, postured, triaged

PHONE, NARROW, WIDE = 390, 1100, 1440
PAPER = 718  # A4 between margins of a centimetre

# What does not fit where it stands. A name in a chart may end in an ellipsis: the table beneath has it whole.
CUT = """
(() => {
  const edge = document.documentElement.clientWidth;
  const named = one => `${one.tagName} ${one.className} "${one.innerText.slice(0, 40)}" ${one.scrollWidth}/${one.clientWidth}`;
  return [...document.querySelectorAll("main *:not(svg, svg *)")].filter(one => {
    const style = getComputedStyle(one);
    if (style.display === "inline" || style.textOverflow === "ellipsis" || !one.clientWidth) return false;
    return one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > edge + 1;
  }).map(named);
})()
"""
# Texts whose colour is too close to what is behind them, by the ratio that WCAG asks for.
FAINT = """
(() => {
  const rgba = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = text => {
    const [r, g, b] = rgba(text).slice(0, 3).map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = one => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (rgba(colour)[3] !== 0) return light(colour);
    }
    return 1;
  };
  return [...document.querySelectorAll("main *:not(svg *)")].filter(one => {
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) return false;
    const [a, b] = [light(getComputedStyle(one).color), behind(one)];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5;
  }).map(one => one.textContent.trim().slice(0, 40));
})()
"""
PAINTED = "getComputedStyle(document.body).backgroundColor"
INK = "getComputedStyle(document.body).color"


@pytest.fixture
def page() -> Iterator[Page]:
    path = program()
    if path is None:
        pytest.skip(f"no {' or '.join(NAMES)} on this machine")
    shown = Page(path)
    try:
        shown.open()
        yield shown
    finally:
        shown.close()


@pytest.mark.parametrize("report", REPORTS.values(), ids=list(REPORTS))
def test_a_report_is_rendered_whole_readable_and_alone(
    report: Callable[[], dict[str, Any]], page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report_html(report()), encoding="utf-8")
    page.show(file.as_uri())
    page.tell("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    for width in (PHONE, NARROW, WIDE):
        page.look(width)
        assert page.tell(CUT) == [], f"cut at {width} px"
    assert page.tell(FAINT) == []
    light = page.tell(PAINTED)

    page.look(NARROW, scheme="dark")
    assert page.tell(PAINTED) != light
    assert page.tell(FAINT) == []

    page.look(PAPER, media="print", scheme="dark")
    assert page.tell(CUT) == [], "cut on paper"
    assert page.tell(FAINT) == []
    assert page.tell(INK) == "rgb(27, 36, 48)"
    assert base64.b64decode(page.call("Page.printToPDF")["data"]).startswith(b"%PDF")

    assert page.requests() == [file.as_uri()]


def test_every_chart_says_what_it_shows(page: Page, tmp_path: Path) -> None:
    for made in (triaged(), postured()):
        (tmp_path / "report.html").write_text(report_html(made), encoding="utf-8")
        page.show((tmp_path / "report.html").as_uri())
        charts = [part["chart"] for part in made["sections"] if "chart" in part]
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        images = [node for node in nodes if node.get("role", {}).get("value") in ("image", "img")]
        assert [image["name"]["value"] for image in images] == [
            f"{chart['title']} {chart['description']}" for chart in charts
        ]
