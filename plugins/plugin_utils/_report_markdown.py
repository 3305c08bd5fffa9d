# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as Markdown. Text from the tenant stays text: nothing in it becomes markup or a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._report import chart_table, lines
from ansible_collections.secops.defender.plugins.plugin_utils._times import spoken

_MARKUP = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))(.)")


def plain(text: str) -> str:
    """Escape what Markdown would read as markup, and keep addresses from becoming links."""
    flat = " ".join(text.split())
    escaped = _MARKUP.sub(lambda found: "\\" + found[0], flat)
    return escaped.replace("://", ":\\//").replace("www.", "www\\.")


def paragraph(text: str) -> str:
    """Escape a text that starts a line."""
    return _LINE_START.sub(r"\1\\\2", plain(text))


def markdown(report: Mapping[str, Any]) -> str:
    """Write the whole report."""
    head = [
        f"# {plain(report['title'])}",
        f"{paragraph(report['lead'])}",
        f"Made {spoken(report['generated'])}.",
    ]
    blocks = [*head, *_figures(report["figures"])]
    for part in report["sections"]:
        blocks.extend(_section(part))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _figures(figures: Iterable[Mapping[str, Any]]) -> list[str]:
    return ["\n".join(f"- {plain(one['label'])}: **{plain(str(one['number']))}**" for one in figures)]


def _section(part: Mapping[str, Any]) -> Iterable[str]:
    yield f"## {plain(part['heading'])}"
    yield from map(paragraph, part["text"])
    if "chart" in part:
        yield paragraph(part["chart"]["description"])
        yield _table(chart_table(part["chart"]))
    if "table" in part:
        yield _table(part["table"])


def _table(shown: Mapping[str, Any]) -> str:
    columns = shown["columns"]
    head = _row(column["name"] for column in columns)
    rule = _row("---:" if column["kind"] == "number" else "---" for column in columns)
    rows = (_row("<br>".join(map(plain, lines(cell))) for cell in row) for row in shown["rows"])
    return "\n".join([head, rule, *rows])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
