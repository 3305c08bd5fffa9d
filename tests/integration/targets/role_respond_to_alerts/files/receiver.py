# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Take what is posted, one line of JSON for each request: receiver.py FILE SECONDS. The file's first line is the address."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

TOLD = Path(sys.argv[1])


class Receiver(BaseHTTPRequestHandler):
    """Writes down where a request went, who sent it and what it said."""

    def do_POST(self) -> None:
        """Take one."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        told = {"path": self.path, "authorization": self.headers.get("Authorization"), "said": said}
        with TOLD.open("a") as lines:
            lines.write(json.dumps(told) + "\n")
        self.send_response(201)
        self.end_headers()


server = HTTPServer(("127.0.0.1", 0), Receiver)
TOLD.write_text(json.dumps(f"http://127.0.0.1:{server.server_port}") + "\n")
threading.Timer(float(sys.argv[2]), server.shutdown).start()
server.serve_forever()
