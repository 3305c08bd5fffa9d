# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of a report: a plain document that is written as JSON, Markdown and one HTML page.

A report has a title, a sentence, figures, sections of text, charts and tables, and `data` for programs.
docs/schemas/report.json is its published description.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

VERSION = 1

PARTS = ("title", "generated", "lead", "figures", "sections")

# How a figure, a cell or a series is coloured; what a tone means is always in the words as well.
TONES = ("bad", "warn", "mild", "quiet", "good", "plain")


def report(name: str, title: str, generated: str, lead: str) -> dict[str, Any]:
    """Begin a report."""
    return {
        "report": name,
        "version": VERSION,
        "title": title,
        "generated": generated,
        "lead": lead,
        "figures": [],
        "sections": [],
        "data": {},
    }


def check(document: Mapping[str, Any]) -> None:
    """Refuse what is no report."""
    for part in PARTS:
        if part not in document:
            raise ValueError(f"this is no report, it has no '{part}'.")


def figure(label: str, number: int | str, tone: str = "plain") -> dict[str, Any]:
    """One number worth knowing before reading on."""
    return {"label": label, "number": number, "tone": tone}


def section(heading: str, *text: str, **parts: Any) -> dict[str, Any]:
    """A heading with paragraphs, and a chart, a table or both when there are any."""
    return {
        "heading": heading,
        "text": [line for line in text if line],
        **{k: v for k, v in parts.items() if v},
    }


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], **kinds_of: Sequence[str]) -> dict[str, Any]:
    """A table of text; `number=`, `short=` and `code=` name the columns that hold numbers, short lines to keep whole, hashes."""
    kind_of = {name: kind for kind, names in kinds_of.items() for name in names}
    kinds = [{"name": name, "kind": kind_of.get(name, "text")} for name in columns]
    return {"columns": kinds, "rows": [list(row) for row in rows]}


def marked(text: str | Sequence[str], tone: str) -> dict[str, Any]:
    """A cell whose text, or the first line of it, carries a tone."""
    return {"text": text, "tone": tone}


def series(name: str, tone: str, counts: Sequence[int]) -> dict[str, Any]:
    """One colour of a stacked chart."""
    return {"name": name, "tone": tone, "counts": list(counts)}


def chart(
    title: str, description: str, labels: Sequence[str], parts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A chart of stacked bars: one bar per label, one layer per series; the description says what it shows."""
    return {
        "title": title,
        "description": description,
        "labels": list(labels),
        "series": [dict(p) for p in parts],
    }


def lying(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The same chart with its bars lying, for labels that are words: all of them are printed."""
    return {**shown, "form": "lying"}


def lines(cell: Any) -> list[str]:
    """Return the lines of a cell as text: a cell is null, text, a number, a marked text or a list of lines."""
    if cell is None or cell == "":
        return []
    if isinstance(cell, Mapping):
        return lines(cell.get("text"))
    if isinstance(cell, (list, tuple)):
        return [line for part in cell for line in lines(part)]
    return [str(cell)]


def tone(cell: Any) -> str:
    """Return the tone of a cell, empty when it has none."""
    wanted = cell.get("tone", "") if isinstance(cell, Mapping) else ""
    return wanted if wanted in TONES else ""


def chart_table(drawn: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a chart as a table, for those who cannot see it."""
    names = [part["name"] for part in drawn["series"]]
    columns = ["", *names]
    rows = [
        [label, *(part["counts"][place] for part in drawn["series"])]
        for place, label in enumerate(drawn["labels"])
    ]
    return table(columns, (row for row in rows if any(row[1:])), number=names)
