# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The look that all reports share."""

from __future__ import annotations

STYLE = """
:root {
  --paper: #f6f7f9; --card: #ffffff; --ink: #1b2430; --soft: #5a6675; --line: #dfe4ea;
  --bad: #b3261e; --warn: #b45309; --mild: #8a6d00; --quiet: #566579; --good: #17724d;
  --bad-bar: #c8372d; --warn-bar: #e8893a; --mild-bar: #f0c95c; --quiet-bar: #b4bfcc; --good-bar: #3f9d76;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #10151c; --card: #18202a; --ink: #e6ebf1; --soft: #9aa7b6; --line: #2b3643;
    --bad: #ff8f84; --warn: #ffb066; --mild: #ecd06f; --quiet: #aab8c8; --good: #72d3a8;
    --bad-bar: #e2574c; --warn-bar: #e08a3c; --mild-bar: #cfae4c; --quiet-bar: #5d6b7b; --good-bar: #3f9d76;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 76rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; max-width: 70ch; overflow-wrap: anywhere; }
.lead { font-size: 1.1rem; }
.made { color: var(--soft); font-size: .9rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.5rem 0; }
.figures div, section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.figures div { padding: .8rem 1rem; border-top: 3px solid var(--line); }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; font-size: 1.7rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures .bad { border-top-color: var(--bad-bar); }
.figures .warn { border-top-color: var(--warn-bar); }
.figures .mild { border-top-color: var(--mild-bar); }
.figures .good { border-top-color: var(--good-bar); }
section { padding: 1.25rem 1.25rem 1rem; margin: 1rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: .8rem; vertical-align: bottom; }
th, td { padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); }
td { vertical-align: top; overflow-wrap: anywhere; }
td div { max-width: 26rem; min-width: 4.6rem; }
td div + div { color: var(--soft); font-size: .92em; }
.code div { font: .85em/1.6 ui-monospace, SFMono-Regular, Consolas, "Liberation Mono", monospace; min-width: 7rem; }
td.short div { min-width: 9rem; }
td:first-child div:first-child { font-weight: 600; }
tbody tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.number div { min-width: 1.6rem; }
th.number, td.number { padding-right: 1.4rem; }
.mark { font-weight: 600; }
.mark::before {
  content: ""; display: inline-block; width: .6em; height: .6em; margin-right: .45em; border-radius: 50%;
  background: currentColor;
}
.mark.bad { color: var(--bad); }
.mark.warn { color: var(--warn); }
.mark.mild { color: var(--mild); }
.mark.quiet { color: var(--quiet); }
.mark.good { color: var(--good); }
figure { margin: 0 0 1rem; }
figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .5rem; max-width: 110ch; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; margin: 0 0 .9rem; padding: 0; font-size: .85rem; }
.legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .45em; background: var(--line); }
.legend .bad { background: var(--bad-bar); }
.legend .warn { background: var(--warn-bar); }
.legend .mild { background: var(--mild-bar); }
.legend .quiet { background: var(--quiet-bar); }
.legend .good { background: var(--good-bar); }
.plot { position: relative; height: 12rem; margin: .5rem 0 2.2rem 2rem; }
.plot svg { display: block; width: 100%; height: 100%; overflow: visible; }
.plot line { stroke: var(--line); }
.plot rect { fill: var(--line); stroke: var(--card); stroke-width: .5px; }
.plot .bad { fill: var(--bad-bar); }
.plot .warn { fill: var(--warn-bar); }
.plot .mild { fill: var(--mild-bar); }
.plot .quiet { fill: var(--quiet-bar); }
.plot .good { fill: var(--good-bar); }
.plot.lying { display: grid; grid-template-columns: fit-content(48%) minmax(0, 1fr) auto; gap: 0 .75rem; height: auto; margin: 0 0 1rem; }
.plot.lying svg { height: calc(var(--rows) * 1.9rem); }
.lying ul { list-style: none; margin: 0; padding: 0; font-size: .85rem; line-height: 1.9rem; overflow: hidden; }
.lying li { height: 1.9rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.count, .label { position: absolute; color: var(--soft); font-size: .75rem; line-height: 1; white-space: nowrap; }
.count { right: calc(100% + .5rem); transform: translateY(-50%); }
.label { top: calc(100% + .5rem); transform: translateX(-50%); }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
details table { width: auto; margin-top: .5rem; }
@media screen and (min-width: 64rem) {
  td.text div { min-width: 5.6rem; }
  td.text:first-child div, td.number:first-child + td.text div { min-width: 10.2rem; }
}
@media screen and (max-width: 44rem) {
  main { padding: 1.5rem .9rem 3rem; }
  h1 { font-size: 1.5rem; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: .5rem; }
  dd { font-size: 1.4rem; }
  .label:nth-of-type(even) { display: none; }
  .table table, .table tbody, .table tr, .table td { display: block; width: 100%; }
  .table thead { display: none; }
  .table tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .table tr:last-child { border-bottom: 0; }
  .table td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); border: 0; padding: .12rem 0; }
  .table td { text-align: left; white-space: normal; }
  .table td > div { grid-column: 2; justify-self: start; min-width: 0; }
  .table td::before { content: attr(data-label); color: var(--soft); font-size: .8rem; grid-column: 1; grid-row: 1 / span 20; }
  .table td.none { display: none; }
}
@media print {
  body { background: none; font-size: 10pt; }
  main { max-width: none; padding: 0; }
  section, .figures div { border-color: #999; break-inside: auto; }
  .figures div, figure, tr { break-inside: avoid; }
  summary { display: none; }
  table { font-size: 8pt; }
  th, td { padding-right: .5rem; }
  th.number, td.number { padding-right: .8rem; }
  td div { min-width: 3.8rem; }
  td.short div { min-width: 6rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
