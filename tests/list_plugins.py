# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the documentation of every plugin and role of an installed collection, or say which has none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The folders of a collection with documented plugins, and what ansible-doc calls them.
DOCUMENTED = {
    "modules": "module",
    "inventory": "inventory",
    "lookup": "lookup",
    "filter": "filter",
    "test": "test",
}


def plugins_of(collection: Path) -> Iterator[tuple[str, str]]:
    """List the sort and the name of everything that ansible-doc must know."""
    for folder, sort in DOCUMENTED.items():
        for path in sorted((collection / "plugins" / folder).glob("[a-z]*.py")):
            yield sort, path.stem
    for path in sorted((collection / "roles").glob("*/meta/argument_specs.yml")):
        yield "role", path.parent.parent.name


def is_documented(sort: str, name: str) -> bool:
    """Ask ansible-doc for one plugin."""
    full = f"secops.defender.{name}"
    answer = subprocess.run(
        ["ansible-doc", "--type", sort, "--json", full], capture_output=True, text=True, check=False
    )
    if answer.returncode == 0 and full in json.loads(answer.stdout):
        return True
    print(f"{sort} {full}: {answer.stderr or 'not found'}", file=sys.stderr)
    return False


def main(collection: str) -> int:
    plugins = list(plugins_of(Path(collection)))
    documented = sum(is_documented(sort, name) for sort, name in plugins)
    print(f"{documented} of {len(plugins)} plugins and roles are documented.")
    return 0 if documented == len(plugins) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
