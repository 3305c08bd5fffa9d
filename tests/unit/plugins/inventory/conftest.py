# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imports the collection in the way of Ansible, as ansible-test does, so that plugins can be loaded by name."""

from __future__ import annotations

from pathlib import Path

from ansible.plugins.loader import init_plugin_loader
from ansible.utils.collection_loader._collection_config import AnsibleCollectionConfig

if not AnsibleCollectionConfig.collection_finder:
    init_plugin_loader([str(Path(__file__).resolve().parents[7])])
