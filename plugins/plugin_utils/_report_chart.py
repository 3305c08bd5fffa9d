# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The geometry of a chart: counts in, rectangles out. Widths and heights are per cent of the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_LABELS = 6
_GAP = 0.22


def drawing(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bars, the labels that fit beneath them and the lines behind them."""
    labels: Sequence[str] = shown["labels"]
    totals = [sum(part["counts"][place] for part in shown["series"]) for place in range(len(labels))]
    if shown.get("form") == "lying":
        top = max(totals, default=0)
        bars = [_lying(_bar(shown, place, top)) for place, total in enumerate(totals) if total]
        return {
            "bars": bars,
            "rows": [{"text": labels[place], "total": total} for place, total in enumerate(totals)],
        }
    top = ceiling(max(totals, default=0))
    return {
        "bars": [_bar(shown, place, top) for place, total in enumerate(totals) if total],
        "labels": _ticks(labels),
        "grid": [{"y": round(100 - 100 * step / 2, 2), "count": top * step // 2} for step in (0, 1, 2)],
    }


def ceiling(most: int) -> int:
    """Return the even number that the highest bar is measured against."""
    for power in (1, 10, 100, 1000, 10_000, 100_000):
        for step in (2, 4, 6, 10):
            if most <= step * power:
                return step * power
    return most + most % 2


def _bar(shown: Mapping[str, Any], place: int, top: int) -> dict[str, Any]:
    """Return one stacked bar, its lowest layer first, with the sentence that names its counts."""
    width = 100 / len(shown["labels"])
    x, thickness = round(width * (place + _GAP / 2), 3), round(width * (1 - _GAP), 3)
    layers, below = [], 0.0
    for part in shown["series"]:
        count = part["counts"][place]
        if count:
            height = 100 * count / top
            y = round(100 - below - height, 3)
            layers.append(
                {"tone": part["tone"], "x": x, "width": thickness, "y": y, "height": round(height, 3)}
            )
            below += height
    said = ", ".join(
        f"{part['name']} {part['counts'][place]}" for part in shown["series"] if part["counts"][place]
    )
    return {"layers": layers, "said": f"{shown['labels'][place]}: {said}"}


def _lying(upright: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a bar on its side: what was its height from below is its length from the left."""
    layers = [
        {
            "tone": layer["tone"],
            "x": round(100 - layer["y"] - layer["height"], 3),
            "width": layer["height"],
            "y": layer["x"],
            "height": layer["width"],
        }
        for layer in upright["layers"]
    ]
    return {**upright, "layers": layers}


def _ticks(labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return the labels to print, evenly spread, each with the middle of its bar."""
    step = max(1, -(-len(labels) // MOST_LABELS))
    width = 100 / max(1, len(labels))
    return [
        {"text": labels[place], "x": round(width * (place + 0.5), 2)} for place in range(0, len(labels), step)
    ]
