#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_hunting_query
short_description: Run an advanced hunting query
version_added: 0.1.0
description:
  - Asks the raw events of the last 30 days a question in the Kusto Query Language (KQL), with parameters that are bound safely, and returns
    the rows or writes them to a file.
  - A query that the service does not answer is an error of kind V(QueryFailed), whose C(reason) is V(syntax), V(size), V(timeout) or
    V(resources); a used up quota is V(Throttled) with the reason V(quota); a missing permission is V(Forbidden).
options:
  query:
    description: The query. Either this or O(query_file) is needed.
    type: str
  query_file:
    description: File with the query, in UTF-8, where the task runs.
    type: path
  dest:
    description:
      - File to write the rows to, where the task runs, with mode 0600. The directory must be there. What was there before stays until all
        rows have arrived, and a file that holds just them already is left as it is. The rows are not in the result then, unless
        O(return_rows=true).
      - In check mode the query is run, and nothing is written.
    type: path
  format:
    description:
      - What O(dest) looks like. V(csv) has a line with the names of the columns, V(json) is one list of objects, and V(ndjson) has an object
        in each line.
      - Cells hold what the events hold, which attackers have a hand in. Open V(csv) as text in a spreadsheet, never as formulas.
    type: str
    choices: [csv, json, ndjson]
    default: csv
  return_rows:
    description: Whether the rows are in the result as well when they are written to O(dest). Without O(dest) they always are.
    type: bool
    default: false
notes:
  # BEGIN GENERATED permissions
  - With O(api=graph), an application or a person needs the permission C(ThreatHunting.Read.All).
  - With O(api=endpoint), an application needs the permission C(AdvancedQuery.Read.All), and a person C(AdvancedQuery.Read).
  # END GENERATED
  - The service allows a tenant 45 queries a minute, and computing time by the size of the tenant. A wait that it asks for counts against
    O(retry_budget).
  - A query may take three minutes. The task waits four for its answer, or O(timeout) if that is longer.
  - A query whose answer was lost on the way, or that failed after it was received, is not asked again, since it costs computing time.
seealso:
  - plugin: secops.defender.hunting
    plugin_type: lookup
  - name: Run a hunting query
    description: The API behind this module.
    link: https://learn.microsoft.com/graph/api/security-security-runhuntingquery
  - name: Advanced hunting schema
    description: The tables and their columns.
    link: https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables
extends_documentation_fragment:
  - secops.defender.connection
  - secops.defender.hunting
  - secops.defender.attributes
  - secops.defender.attributes.controls
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Find where a file ran during the last day
  secops.defender.defender_hunting_query:
    query: |
      DeviceProcessEvents
      | where SHA1 == wanted and Timestamp > ago(1d)
      | project Timestamp, DeviceName, AccountName, ProcessCommandLine
    parameters:
      wanted: "{{ file_hash }}"
  register: runs

- name: Keep what some machines connected to, for the case file
  secops.defender.defender_hunting_query:
    query_file: queries/connections.kql
    parameters:
      devices: "{{ at_risk.machines | map(attribute='computerDnsName') }}"
      since: {datetime: "2026-05-11T00:00:00Z"}
    timespan: P7D
    dest: /srv/cases/48213/connections.csv

- name: Count the alerts of a week on the older route
  secops.defender.defender_hunting_query:
    query: AlertInfo | where Timestamp > ago(7d) | count
    api: endpoint
  register: alerts

- name: Try a query, and tell a mistake in it from a quota that is used up
  secops.defender.defender_hunting_query:
    query: "{{ suggested_query }}"
  register: hunt
  failed_when: hunt is failed and hunt.error.reason | default('') != 'syntax'
"""

RETURN = r"""
schema:
  description: The columns, in their order.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains hunting_column
  contains:
    name: {description: Name of the column., returned: always, type: str, sample: Timestamp}
    type:
      description: >-
        Type of its values, as the service names it. Known values are V(Boolean), V(DateTime), V(Double), V(Guid), V(Int32), V(Int64),
        V(Object), V(SByte) and V(String); others can come.
      returned: always
      type: str
      sample: DateTime
  # END GENERATED
rows:
  description:
    - The rows, a dictionary each, with every column. Numbers, truths and C(dynamic) values have their types; times are texts in UTC, as they
      came.
  returned: success, when O(dest) is not given or O(return_rows=true)
  type: list
  elements: dict
  sample:
    - {Timestamp: "2026-05-14T04:02:19.6987905Z", DeviceName: srv-file-01.corp.contoso.com, FileName: vssadmin.exe}
row_count:
  description: How many rows there are.
  returned: success
  type: int
  sample: 2
capped:
  description: Whether there are as many rows as the service returns at most, 100000, so that there may be more which it left out.
  returned: success
  type: bool
  sample: false
file:
  description: The file with the rows. In check mode what it would be.
  returned: success, when O(dest) is given
  type: dict
  # BEGIN GENERATED contains local_file
  contains:
    path: {description: Where it is., returned: always, type: str, sample: /var/tmp/hunt.csv}
    size: {description: Its size in bytes., returned: always, type: int, sample: 18204}
    sha256:
      description: SHA-256 of its content, 64 hexadecimal digits.
      returned: always
      type: str
      sample: dc0ade0c95d6db98882bc8fa6707e64353cd6f7767ff48d6a81a6c2aef21c608
  # END GENERATED
# BEGIN GENERATED error
error:
  description: >-
    Why the task failed, for a program. The sentence for a person is in C(msg). L(The guide on
    errors,https://github.com/secops-collections/defender/blob/main/docs/guides/errors.md) has its other keys.
  returned: failure
  type: dict
  contains:
    kind:
      description: >-
        Sort of the failure. Branch on this and not on the text. It is V(OptionError), V(MissingLibrary), V(AuthError), V(TransportError),
        V(IncompleteListing), V(Throttled), V(ApiError), V(NotFound), V(Forbidden), V(QueryFailed), V(Conflict), V(ActionConflict),
        V(ActionFailed) or V(ActionTimeout).
      returned: always
      type: str
      sample: Forbidden
# END GENERATED
"""

from ansible_collections.secops.defender.plugins.module_utils._hunting import HUNTING_QUERY
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = HUNTING_QUERY


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
