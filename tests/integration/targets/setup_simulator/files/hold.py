# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write how to reach the simulator that started this, and hold it until that file, or the time, is gone."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

PREFIX = "DEFENDER_"


def main(ready: Path, lifetime: float) -> None:
    until = time.monotonic() + lifetime
    environment = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    options = {name.removeprefix(PREFIX).lower(): value for name, value in environment.items()}
    draft = ready.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"environment": environment, "options": options}))
    draft.rename(ready)
    while ready.exists() and time.monotonic() < until:
        time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
