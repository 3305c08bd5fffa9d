# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the parts of the documentation that follow from docs/schemas and docs/api/operations.yml.

    python docs/generate.py            rewrite what differs
    python docs/generate.py --check    name each file that differs, and exit with 1

Only what stands between two marker lines is written; everything else in a file is written by hand and stays.
In a module the markers are YAML comments, and their indentation is that of what they enclose:

    RETURN = r\"""
    alerts:
      description: The alerts that match.          <- by hand: the key's own description, returned, type, elements
      returned: always
      type: list
      elements: dict
      # BEGIN GENERATED contains alert             <- "contains:" with the properties of docs/schemas/alert.json
      # END GENERATED
    # BEGIN GENERATED error                        <- the whole key "error", the same in every module
    # END GENERATED
    \"""

    # BEGIN GENERATED contains alert and included  <- the properties, and those that the option include adds
                                                      (those under "included" in the schema's "$defs")

    DOCUMENTATION = r\"""
    notes:
      # BEGIN GENERATED permissions                <- list items for the key "notes", one per set of permissions
      # END GENERATED
    \"""

A block of "contains" may stand at any depth. The permissions of a module are those of the operations in
docs/api/operations.yml that name it under "used_by"; tests/unit/test_coverage.py holds that list against the tables.

In README.md the markers are "<!-- BEGIN GENERATED modules -->" (or "permissions") and "<!-- END GENERATED -->".
meta/runtime.yml is written whole.
"""

from __future__ import annotations
