# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of everything that asks the preview of 2017."""

from __future__ import annotations


class ModuleDocFragment:
    """Where the preview is."""

    DOCUMENTATION = r"""
options:
  legacy_version:
    description:
      - The version segment of the preview below O(graph_url), for instance V(testwdatppreview). Nothing is asked unless it is named.
      - If not set, the environment variable E(DEFENDER_LEGACY_VERSION) is used.
    type: str
    required: true
notes:
  - Microsoft marked these routes as deprecated on 2018-10-17 and removed their pages on 2019-02-25. There is no promise that any tenant
    still has them.
  - The routes stand on Microsoft Graph and need a token for Graph, which credentials get by themselves; an O(access_token) must be one for Graph.
  - The routes answer 404 both for what they do not know and for what is empty, so neither is an error.
"""
