# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs defender_live_response in the controller's process. Written by docs/generate.py."""

from __future__ import annotations

from ansible_collections.secops.defender.plugins.plugin_utils._in_process import ActionModule

__all__ = ("ActionModule",)
