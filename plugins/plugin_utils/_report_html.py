# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as one HTML page that needs nothing else: no network, no script, readable on a phone, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.secops.defender.plugins.plugin_utils._report import chart_table, lines, tone
from ansible_collections.secops.defender.plugins.plugin_utils._report_chart import drawing
from ansible_collections.secops.defender.plugins.plugin_utils._report_style import STYLE
from ansible_collections.secops.defender.plugins.plugin_utils._times import spoken
from jinja2 import Environment, StrictUndefined

_PAGE = """\
{% macro table_of(shown) %}
<table>
<thead><tr>
{% for column in shown.columns %}
<th scope="col" class="{{ column.kind }}">{{ column.name }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row in shown.rows %}
<tr>
{% for cell in row %}
{% set column = shown.columns[loop.index0] %}
{% set said = cell | lines %}
<td class="{{ column.kind }}{{ '' if said else ' none' }}" data-label="{{ column.name }}">
{%- for line in said %}
<div{% if loop.first and cell | tone %} class="mark {{ cell | tone }}"{% endif %}>{{ line }}</div>
{%- endfor %}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% endmacro %}
{% macro bars_of(shown, drawn, name) %}
<svg role="img" aria-labelledby="{{ name }}-title {{ name }}-desc">
<title id="{{ name }}-title">{{ shown.title }}</title>
<desc id="{{ name }}-desc">{{ shown.description }}</desc>
{% for line in drawn.grid | default([]) %}
<line x1="0" x2="100%" y1="{{ line.y }}%" y2="{{ line.y }}%"/>
{% endfor %}
{% for bar in drawn.bars %}
<g><title>{{ bar.said }}</title>
{% for layer in bar.layers %}
<rect class="{{ layer.tone }}" x="{{ layer.x }}%" width="{{ layer.width }}%" y="{{ layer.y }}%" height="{{ layer.height }}%"/>
{% endfor %}
</g>
{% endfor %}
</svg>
{% endmacro %}
{% macro chart_of(shown, name) %}
{% set drawn = shown | drawing %}
<figure>
<ul class="legend">
{% for part in shown.series %}
<li><i class="{{ part.tone }}"></i>{{ part.name }}</li>
{% endfor %}
</ul>
{% if drawn.rows is defined %}
<div class="plot lying" style="--rows:{{ drawn.rows | length }}">
<ul aria-hidden="true">
{% for row in drawn.rows %}
<li>{{ row.text }}</li>
{% endfor %}
</ul>
{{ bars_of(shown, drawn, name) }}
<ul class="number" aria-hidden="true">
{% for row in drawn.rows %}
<li>{{ row.total }}</li>
{% endfor %}
</ul>
</div>
{% else %}
<div class="plot">
{% for line in drawn.grid %}
<span class="count" style="top:{{ line.y }}%">{{ line.count }}</span>
{% endfor %}
{{ bars_of(shown, drawn, name) }}
{% for label in drawn.labels %}
<span class="label" style="left:{{ label.x }}%">{{ label.text }}</span>
{% endfor %}
</div>
{% endif %}
<figcaption>{{ shown.description }}</figcaption>
<details><summary>The same as a table</summary>
<div class="table">{{ table_of(shown | chart_table) }}</div>
</details>
</figure>
{% endmacro %}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="secops.defender">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ report.title }}</title>
<style>{{ style | safe }}</style>
</head>
<body>
<main>
<header>
<h1>{{ report.title }}</h1>
<p class="lead">{{ report.lead }}</p>
<p class="made">Made <time datetime="{{ report.generated }}">{{ report.generated | spoken }}</time></p>
</header>
{% if report.figures %}
<dl class="figures">
{% for figure in report.figures %}
<div class="{{ figure.tone }}"><dt>{{ figure.label }}</dt><dd>{{ figure.number }}</dd></div>
{% endfor %}
</dl>
{% endif %}
{% for section in report.sections %}
<section>
<h2>{{ section.heading }}</h2>
{% for line in section.text %}
<p>{{ line }}</p>
{% endfor %}
{% if section.chart is defined %}
{{ chart_of(section.chart, 'chart-%d' % loop.index) }}
{% endif %}
{% if section.table is defined %}
<div class="table">{{ table_of(section.table) }}</div>
{% endif %}
</section>
{% endfor %}
</main>
</body>
</html>
"""


def _environment() -> Environment:
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(
        lines=lines, tone=tone, drawing=drawing, chart_table=chart_table, spoken=spoken
    )
    return environment


def page(report: Mapping[str, Any]) -> str:
    """Write the whole page; every text in the report is escaped."""
    written = _environment().from_string(_PAGE).render(report=report, style=STYLE)
    return written.lstrip() + "\n"
