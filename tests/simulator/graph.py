# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Microsoft Graph says no: other words for the same refusals."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timezone

from ansible_collections.secops.defender.tests.simulator.messages import Answer, json_answer


def in_words_of_graph(answer: Answer) -> Answer:
    """A refusal of the API in the shape of Graph; any other answer as it is."""
    if answer.status < 400:
        return answer
    error = json.loads(answer.body)["error"]
    request_id = str(uuid.uuid4())
    inner = {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": request_id,
    }
    code = "InvalidAuthenticationToken" if answer.status == 401 else error["code"]
    dressed = json_answer({"error": {"code": code, "message": error["message"], "innerError": inner}})
    return answer._replace(body=dressed.body)
