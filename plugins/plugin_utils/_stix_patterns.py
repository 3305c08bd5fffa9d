# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""STIX patterns: which values of indicators a pattern means, and what of it is no indicator.

A pattern means values where it compares one property with one text, or with a list of texts, and where it says OR between
such comparisons. Whatever else it says asks for more than an indicator of Defender can. The only import of stix2patterns,
whose tree keeps each NOT; the tree that the library stix2 makes of it loses the one before IN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.secops.defender.plugins.module_utils._errors import MissingLibrary

# Object and property, without dashes and quotes: feeds spell the names of hashes in several ways.
_TYPES: Mapping[str, str] = {
    "file:hashes.md5": "FileMd5",
    "file:hashes.sha1": "FileSha1",
    "file:hashes.sha256": "FileSha256",
    "x509certificate:hashes.sha1": "CertificateThumbprint",
    "x509certificate:hashes.sha256": "CertificateThumbprint",
    "ipv4addr:value": "IpAddress",
    "ipv6addr:value": "IpAddress",
    "domainname:value": "DomainName",
    "url:value": "Url",
}
_WHOLE = "Defender compares with whole values only, and only for being the same"
_TOGETHER = "Defender cannot ask for several things at once"
# Nodes of the tree that mean what the nodes beneath them mean, unless they have this token; then they mean nothing.
_PASSED: Mapping[str, str] = {
    "PatternContext": "",
    "ObservationExpressionsContext": "FOLLOWEDBY",
    "ObservationExpressionOrContext": "",
    "ObservationExpressionAndContext": "AND",
    "ObservationExpressionSimpleContext": "",
    "ObservationExpressionCompoundContext": "",
    "ComparisonExpressionContext": "",
    "ComparisonExpressionAndContext": "AND",
    "PropTestParenContext": "",
}
_QUALIFIED = (
    "ObservationExpressionRepeatedContext",
    "ObservationExpressionWithinContext",
    "ObservationExpressionStartStopContext",
)
_LONGEST = 50_000


class Term(NamedTuple):
    """A part of a pattern: the type and value that it means, or why it means none."""

    text: str
    type: str = ""
    value: str = ""
    reason: str = ""


class _Reader:
    """What the library takes for a visitor of its tree."""

    def visit(self, tree: Any) -> list[Term]:
        return list(_walked(tree))


def terms(pattern: str) -> list[Term]:
    """Return what the pattern means. ValueError when it is no pattern, MissingLibrary without the library."""
    try:
        from stix2patterns.exceptions import ParseException
        from stix2patterns.v21.pattern import Pattern
    except ImportError as error:
        raise MissingLibrary(
            f"The Python library stix2-patterns, which reads the patterns of STIX, is missing where Ansible runs ({error}); "
            "install it with pip install stix2-patterns.",
            library="stix2-patterns",
        ) from None
    if len(pattern) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    try:
        found: list[Term] = Pattern(pattern).visit(_Reader())
    except ParseException as error:
        raise ValueError(f"is none ({error})") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    return found


def _walked(node: Any) -> Iterator[Term]:
    kind = type(node).__name__
    if kind in _PASSED and not (_PASSED[kind] and getattr(node, _PASSED[kind])()):
        for child in node.getChildren():
            # A token, such as a bracket or OR, is no node of its own.
            if not hasattr(child, "symbol"):
                yield from _walked(child)
    elif kind == "PropTestEqualContext" and not (node.NOT() or node.NEQ()):
        yield _compared(node, node.primitiveLiteral())
    elif kind == "PropTestSetContext" and not node.NOT():
        for literal in node.setLiteral().primitiveLiteral():
            yield _compared(node, literal)
    else:
        yield Term(_source(node), reason=_reason(kind))


def _reason(kind: str) -> str:
    if kind in _QUALIFIED:
        return "Defender cannot ask for times or repetitions"
    return _TOGETHER if kind in _PASSED else _WHOLE


def _compared(node: Any, literal: Any) -> Term:
    path = node.objectPath().getText()
    text = f"{path} = {literal.getText()}"
    kind = _TYPES.get(re.sub("[-']", "", path).lower())
    if kind is None:
        return Term(text, reason=f"Defender has no indicators of {path}")
    orderable = literal.orderableLiteral()
    string = orderable.StringLiteral() if orderable else None
    if string is None:
        return Term(text, reason="its value is no text")
    return Term(text, kind, _single(kind, _unquoted(string.getText())))


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1], flags=re.DOTALL).strip()


def _single(kind: str, value: str) -> str:
    """Return an address without the length of a network, where the network is this one address."""
    whole = "/128" if ":" in value else "/32"
    return value.removesuffix(whole) if kind == "IpAddress" else value


def _source(node: Any) -> str:
    """Return the text of a node as it was written."""
    return str(node.start.getInputStream().getText(node.start.start, node.stop.stop))
