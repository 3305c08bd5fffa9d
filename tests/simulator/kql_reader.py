# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a query word by word, and the tables that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ansible_collections.secops.defender.tests.simulator.kql_words import QueryError, Word, not_recognised

Row = Mapping[str, Any]


class Table(NamedTuple):
    """Columns with their types, and rows."""

    schema: Mapping[str, str]
    rows: Sequence[Row]


class Reader:
    """Reads words one after the other, and knows what was bound by let."""

    def __init__(self, words: Sequence[Word], now: datetime) -> None:
        self.words = words
        self.now = now
        self.place = 0
        self._bound: dict[str, Any] = {"true": True, "false": False}

    def takes(self, *texts: str) -> bool:
        """Go past a name or a sign, if it is one of these."""
        word = self.ahead()
        if word.kind == "value" or word.value not in texts:
            return False
        self.place += 1
        return True

    def needs(self, text: str) -> None:
        """Go past what must stand here."""
        if not self.takes(text):
            raise not_recognised()

    def next(self) -> Word:
        """Go past any word."""
        word = self.ahead()
        if word.kind == "end":
            raise not_recognised()
        self.place += 1
        return word

    def name(self) -> str:
        """Go past a name."""
        word = self.next()
        if word.kind != "name":
            raise not_recognised()
        return str(word.value)

    def names(self) -> list[str]:
        """Go past names between commas."""
        found = [self.name()]
        while self.takes(","):
            found.append(self.name())
        return found

    def bind(self) -> None:
        """Go past the rest of a let statement."""
        name = self.name()
        self.needs("=")
        self._bound[name] = self.value()
        self.needs(";")

    def value(self) -> Any:
        """Go past a literal, or a name that was bound."""
        if self.takes("dynamic"):
            self.needs("(")
            self.needs("[")
            found = self.values("]")
            self.needs(")")
            return found
        if self.takes("ago"):
            return self._ago()
        word = self.next()
        if word.kind == "name" and word.value in self._bound:
            return self._bound[word.value]
        if word.kind != "value":
            raise semantic(f"Failed to resolve scalar expression named '{word.value}'")
        return word.value

    def binds(self, name: str) -> bool:
        """Tell whether let has bound a name."""
        return name in self._bound

    def _ago(self) -> datetime:
        self.needs("(")
        span = self.value()
        self.needs(")")
        if not isinstance(span, timedelta):
            raise not_recognised()
        return self.now - span

    def values(self, closing: str) -> list[Any]:
        """Go past values between commas, and what closes them; lists among them are opened."""
        found: list[Any] = []
        while not self.takes(closing):
            value = self.value()
            found += value if isinstance(value, list) else [value]
            self.takes(",")
        return found

    def ahead(self) -> Word:
        """Look at the next word."""
        return self.words[self.place] if self.place < len(self.words) else Word("end", None)


def semantic(text: str) -> QueryError:
    """The error of what does not fit together."""
    return QueryError(f"{text}. Fix semantic errors in your query.")


def known(table: Table, name: str, stage: str) -> str:
    """A column of a table, by its name."""
    if name not in table.schema:
        raise semantic(f"'{stage}' operator: Failed to resolve scalar expression named '{name}'")
    return name
