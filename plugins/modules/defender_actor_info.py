#!/usr/bin/python
# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: defender_actor_info
short_description: Read actors behind alerts from the preview API of 2017
version_added: 0.1.0
description:
  - Reads actors, the groups that Microsoft puts attacks down to, by name or by alerts, and their alerts.
  - Only the preview API of 2017 has actors. The current API has none, so there is nothing to go over to.
options:
  actors:
    description: Names of the actors to read. One named twice is read once.
    type: list
    elements: str
  alert_ids:
    description: Ids of alerts whose actors to read, each actor once. Either these or O(actors) must be given.
    type: list
    elements: str
  include:
    description: What to read for each actor, put into the actor under the same name. Each costs one request per actor.
    type: list
    elements: str
    choices: [alerts]
    default: []
notes:
  # BEGIN GENERATED permissions
  - No permission is documented for what this asks of Microsoft Graph.
  # END GENERATED
seealso:
  - module: secops.defender.defender_legacy_info
  - module: secops.defender.defender_alert_info
extends_documentation_fragment:
  - secops.defender.legacy
  - secops.defender.connection
  - secops.defender.attributes
  - secops.defender.attributes.reads
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
- name: Read an actor and the alerts that are put down to it
  secops.defender.defender_actor_info:
    legacy_version: testwdatppreview
    actors: [zinc]
    include: [alerts]
  register: actor

- name: Read who is behind some alerts
  secops.defender.defender_actor_info:
    legacy_version: testwdatppreview
    alert_ids: [636390437845006321_-1646055784]

- name: Read it with the version from the environment variable DEFENDER_LEGACY_VERSION
  secops.defender.defender_actor_info:
    actors: [zinc, strontium]
  register: known
"""

RETURN = r"""
actors:
  description: The actors that the service knows, in the order they were named in.
  returned: success
  type: list
  elements: dict
  # BEGIN GENERATED contains actor and included
  contains:
    id: {description: Name of the actor., returned: always, type: str, sample: zinc}
    linkToReport: {description: Link to a report about the actor., returned: when known, type: str, sample: 'https://example.com/zinc.pdf'}
    alerts:
      description: The alerts that are put down to the actor. The same keys as in RV(secops.defender.defender_legacy_info#module:records).
      returned: when asked for with include
      type: list
      elements: dict
  # END GENERATED
missing:
  description: The names that the service does not know, or the ids of alerts that it knows no actor of.
  returned: success
  type: list
  elements: str
  sample: [strontium]
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

from ansible_collections.secops.defender.plugins.module_utils._legacy import ACTOR_INFO
from ansible_collections.secops.defender.plugins.module_utils._module import run

TASK = ACTOR_INFO


def main() -> None:
    """Run as an ordinary module."""
    run(TASK)


if __name__ == "__main__":
    main()
