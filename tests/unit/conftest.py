# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imports the collection in the way of Ansible, so that plugins can be loaded by name.

ansible-test does so itself, and allows tests of module_utils no import of Ansible's plugin loader.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ansible.utils.collection_loader import AnsibleCollectionConfig
from hypothesis import HealthCheck, settings

# How long an example takes says something about the machine, nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

if not AnsibleCollectionConfig.collection_finder:
    import_module("ansible.plugins.loader").init_plugin_loader([str(Path(__file__).resolve().parents[5])])
