# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The odd behaviours that a scenario can switch on by name."""

from __future__ import annotations

from collections.abc import Mapping

MANGLED_NEXT_LINK = "mangled_next_link"
STUCK_NEXT_LINK = "stuck_next_link"
FOREIGN_NEXT_LINK = "foreign_next_link"
REPEATS = "repeats"
MOVING_RECORDS = "moving_records"
FAILING_ACTIONS = "failing_actions"
MANUAL_INVESTIGATIONS = "manual_investigations"
MOVED_DOWNLOADS = "moved_downloads"
PLAIN_DOWNLOADS = "plain_downloads"
LATE_LISTINGS = "late_listings"

QUIRKS: Mapping[str, str] = {
    MANGLED_NEXT_LINK: "a next link loses the names of its options, all but $skip",
    STUCK_NEXT_LINK: "every next link asks for the second page",
    FOREIGN_NEXT_LINK: "a next link names another host",
    REPEATS: "a later page begins with the last three records of the page before",
    MOVING_RECORDS: "after the first page of a listing its last record moves to the front, once",
    FAILING_ACTIONS: "every machine action that is started ends as Failed",
    MANUAL_INVESTIGATIONS: "investigations can be started by hand after their retirement, too",
    MOVED_DOWNLOADS: "a link to a download leads on to another host",
    PLAIN_DOWNLOADS: "a link to a download leads on to another host, without TLS",
    LATE_LISTINGS: "a machine action that is started is missing from listings until it was read by its id",
}
