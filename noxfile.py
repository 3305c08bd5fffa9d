# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sessions of `make test`. One alone: make test ARGS=units-2.19, or .venv/bin/nox -s units-2.19.

Sessions that need no packages of their own use .venv; antsibull-nox.toml adds those that every
collection has; ansible-test runs once for each ansible-core of CORES.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import antsibull_nox
import nox
from ansible_collections.secops.defender.tests.interpreters import Interpreter, find
from ansible_collections.secops.defender.tests.stage import COLLECTION, stage

ROOT = Path(__file__).resolve().parent
BUILD = ROOT / ".build"
STAGED = BUILD / COLLECTION
CONSTRAINTS = ROOT / "tests/constraints.txt"

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True

# uv then trusts the certificates that pip trusts: those of the machine.
os.environ.setdefault("UV_SYSTEM_CERTS", "true")


class Core(NamedTuple):
    """An ansible-core that is tested, and the Pythons it supports, the preferred one first."""

    name: str
    version: str
    pythons: tuple[str, ...]


# The preferred Pythons differ, so that a machine with all of them tests the collection on each.
CORES = (
    Core("2.16", "2.16.19", ("3.10", "3.11", "3.12")),
    Core("2.19", "2.19.14", ("3.11", "3.12", "3.13")),
    Core("2.21", "2.21.5", ("3.13", "3.12", "3.14")),
)

# The commands of ansible-test, and what each needs beside ansible-core.
COMMANDS = {
    "sanity": (),
    "units": ("requirements.txt", "tests/unit/requirements.txt"),
    "integration": ("requirements.txt", "tests/integration/requirements.txt"),
}

TARGETS = ROOT / "tests/integration/targets"

# What one ansible-core is enough for, the newest that there is a Python for. On each runs what asks how Ansible works: the
# inventory, and the unit tests of plugins; on the oldest as well as on the newest what is left, such as both_ways, which has
# every module in it, and role_each_tenant, which goes through five roles. pylint takes longer than all the rest of sanity.
ONCE = {
    "units": (
        "tests/unit/docs/",
        "tests/unit/playbooks/",
        "tests/unit/simulator/",
        "tests/unit/plugins/plugin_utils/test__report_rendered.py",
        "tests/unit/test_borders.py",
        "tests/unit/test_coverage.py",
    ),
    "integration": ("defender_*", "lookup_*", "role_[!e]*", "simulator"),
    "sanity": ("pylint",),
}
AT_BOTH_ENDS = {
    "units": ("tests/unit/plugins/module_utils/",),
    "integration": ("both_ways", "no_secrets", "role_each_tenant"),
}
# What runs on the newest in a session of its own, beside the others: this is half of integration.
ROLES = "role_*"
# The option by which each command leaves something out.
LEAVE_OUT = {"units": "--exclude", "integration": "--exclude", "sanity": "--skip-test"}


def run(session: nox.Session, module: str, *arguments: str) -> None:
    """Run a tool of .venv on the staged collection."""
    session.chdir(STAGED)
    session.run(sys.executable, "-m", module, *arguments, external=True)


@nox.session(venv_backend="none")
def ruff(session: nox.Session) -> None:
    """Format and lint of Python."""
    run(session, "ruff", "format", "--check", "--diff", ".")
    run(session, "ruff", "check", ".")


@nox.session(venv_backend="none")
def mypy(session: nox.Session) -> None:
    """Types."""
    run(session, "mypy")


@nox.session(name="ansible-lint", venv_backend="none")
def ansible_lint(session: nox.Session) -> None:
    """Roles, playbooks, metadata, by the production profile."""
    session.env["ANSIBLE_COLLECTIONS_PATH"] = str(BUILD)
    session.env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run(session, "ansiblelint", "--offline", "--strict")


@nox.session(venv_backend="none")
def changelog(session: nox.Session) -> None:
    """Change fragments."""
    run(session, "antsibull_changelog", "lint")


@nox.session(name="docs-generated", venv_backend="none")
def docs_generated(session: nox.Session) -> None:
    """The generated parts of the documentation are what the generator writes."""
    session.chdir(STAGED)
    session.run(sys.executable, "docs/generate.py", "--check", external=True)


@nox.session(venv_backend="none")
def unit(session: nox.Session) -> None:
    """Unit tests, on the Python of .venv; no part of a whole run, which has them in units-*."""
    run(session, "pytest", "-n", "auto", *session.posargs)


@nox.session
def artifact(session: nox.Session) -> None:
    """The built collection, installed elsewhere, documents all its plugins."""
    session.install("-r", "requirements.txt", "-c", str(CONSTRAINTS))
    place = Path(session.create_tmp())
    shutil.rmtree(place)
    home = {"HOME": str(place / "home")}
    session.run("ansible-galaxy", "collection", "build", str(STAGED), "--output-path", str(place), env=home)
    (tarball,) = place.glob("*.tar.gz")
    session.run(
        "ansible-galaxy",
        "collection",
        "install",
        str(tarball),
        "-p",
        str(place / "installed"),
        "--offline",
        env=home,
    )
    home["ANSIBLE_COLLECTIONS_PATH"] = str(place / "installed")
    session.run("python", "tests/list_plugins.py", str(place / "installed" / COLLECTION), env=home)


def home_of(core: Core) -> Path:
    """Make a home folder for ansible-test, where it keeps the environments of its sanity tests.

    It fills those with pip by a script from a host of its own. Python's own ensurepip does the same
    without that host, and the person's home folder stays as it is.
    """
    home = BUILD / "home" / core.name
    cache = home / ".ansible/test/cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in ("23_1_2", "24_2", "25_2"):
        shutil.copy(ROOT / "tests/get_pip.py", cache / f"get_pip_{version}.py")
    settings = Path.home() / ".config/pip"
    if settings.exists() and not (home / ".config/pip").exists():
        (home / ".config").mkdir(exist_ok=True)
        (home / ".config/pip").symlink_to(settings)
    return home


def constraints_without_core(session: nox.Session) -> str:
    """Write the pinned versions less those that depend on the ansible-core in use."""
    lines = CONSTRAINTS.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("ansible-core==", "resolvelib=="))]
    target = Path(session.create_tmp(), "constraints.txt")
    target.write_text("".join(kept))
    return str(target)


def left_out(core: Core, command: str) -> list[str]:
    """Say in arguments of ansible-test what only other cores, or other sessions, run."""
    if core == NEWEST:
        patterns: tuple[str, ...] = (ROLES,) if command == "integration" else ()
    else:
        patterns = ONCE.get(command, ()) + (AT_BOTH_ENDS.get(command, ()) if core != CORES[0] else ())
    return [argument for name in names_of(command, patterns) for argument in (LEAVE_OUT[command], name)]


def names_of(command: str, patterns: Iterable[str]) -> list[str]:
    """Return what ansible-test calls the tests of some patterns: targets by name, unit tests by path, sanity tests as they are."""
    if command == "integration":
        return sorted(path.name for pattern in patterns for path in TARGETS.glob(pattern))
    return list(patterns)


def ansible_test(
    session: nox.Session, core: Core, command: str, python: Interpreter, chosen: Sequence[str]
) -> None:
    """Run one command of ansible-test with one ansible-core, on a copy of the collection of its own.

    A simulator that a target left serving ends when the folder of temporary files goes.
    """
    packages = [argument for file in COMMANDS[command] for argument in ("-r", file)]
    session.install(
        f"ansible-core=={core.version}", "pip", "-c", constraints_without_core(session), *packages
    )
    place = BUILD / session.name / COLLECTION
    stage(ROOT, place)
    shutil.rmtree(place / "tests/output", ignore_errors=True)
    session.chdir(place)
    environment = {
        "HOME": str(home_of(core)),
        "PATH": f"{session.bin}{os.pathsep}{os.defpath}",
        # Without it the git above .build is asked for the files, and knows none of the copy.
        "ANSIBLE_TEST_CONTENT_ROOT": str(place),
    }
    arguments = ["--python", python.version, *(["--requirements"] if command == "sanity" else [])]
    arguments += chosen or left_out(core, command)
    try:
        session.run("ansible-test", command, "--color", "no", *arguments, env=environment)
    finally:
        shutil.rmtree(place / "tests/output/.tmp", ignore_errors=True)


def add_ansible_test(core: Core, command: str, python: Interpreter | None) -> None:
    """Add the session of one command with one core; without a Python for the core it skips itself."""

    def session_of(session: nox.Session) -> None:
        if python is None:
            session.skip(f"no Python {', '.join(core.pythons)} for ansible-core {core.name}")
        ansible_test(session, core, command, python, session.posargs)

    session_of.__doc__ = f"ansible-test {command} on ansible-core {core.version}."
    name = f"{command}-{core.name}"
    if python:
        nox.session(name=name, python=str(python.path))(session_of)
    else:
        nox.session(name=name, venv_backend="none")(session_of)


def add_roles(core: Core, python: Interpreter) -> None:
    """Add the session of the integration targets of roles."""

    def session_of(session: nox.Session) -> None:
        chosen = session.posargs or names_of("integration", (ROLES,))
        ansible_test(session, core, "integration", python, chosen)

    session_of.__doc__ = f"The roles by ansible-test integration on ansible-core {core.version}."
    nox.session(name=f"roles-{core.name}", python=str(python.path))(session_of)


PYTHONS = {a_core: find(a_core.pythons, os.environ) for a_core in CORES}
NEWEST = max((a_core for a_core in CORES if PYTHONS[a_core]), key=CORES.index, default=None)

# The newest first, which has the most to do.
for a_core in reversed(CORES):
    for a_command in COMMANDS:
        add_ansible_test(a_core, a_command, PYTHONS[a_core])
if NEWEST and (newest_python := PYTHONS[NEWEST]):
    add_roles(NEWEST, newest_python)

antsibull_nox.load_antsibull_nox_toml()
