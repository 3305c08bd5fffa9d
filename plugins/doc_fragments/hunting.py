# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of everything that asks hunting queries."""

from __future__ import annotations


class ModuleDocFragment:
    """What a query is asked with, and where."""

    DOCUMENTATION = r"""
options:
  parameters:
    description:
      - Values for the query. Each becomes a C(let) statement before the query, which uses it by its name. A value never becomes part of
        the query's text, so that nothing in it can change what is asked. A name that the query does not use is an error.
      - A text becomes a C(string), a whole number a C(long), another number a C(real), a truth a C(bool), and a list a C(dynamic) array.
      - >-
        A dictionary with one key names the type, which is V(string), V(long), V(real), V(bool), V(datetime) or V(timespan), for instance
        C({datetime: "2026-05-14T00:00:00Z"}). Times must be given so, since Ansible hands them over as texts.
      - Where a table has a column of the same name, KQL means the column. Choose other names.
    type: dict
    default: {}
  timespan:
    description:
      - The time to look at, as V(P7D), V(PT12H), the time it begins with, or two of these with C(/) between, such as
        V(2026-05-01T00:00:00Z/P2D). A C(Timestamp) in the query narrows it further. The service looks back 30 days by itself and no further.
      - Only with O(api=graph).
    type: str
  api:
    description:
      - Where the query is asked.
      - V(graph) is Microsoft Graph, which needs a permission and a token of its own. Credentials serve both; an O(access_token) must be one
        for Graph.
      - V(endpoint) is the older route of Defender for Endpoint. Microsoft has been retiring it since January 2026; an answer that says it is
        gone is told as such.
    type: str
    choices: [graph, endpoint]
    default: graph
"""
