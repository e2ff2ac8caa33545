"""Markdown files with a head: a block of YAML between two lines of three dashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from leeward.content.errors import ContentError

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A content file: its name, its head and its Markdown body."""

    name: str
    head: Mapping[str, Any]
    body: str


def split(name: str, source: str) -> Document:
    """Take a content file apart.

    Raises:
        ContentError: there is no head, or the head is not readable as YAML.
    """
    if not source.startswith("---\n"):
        raise ContentError(f"{name} does not start with a head between two lines of “---”.")
    head, mark, body = source[4:].partition("\n---\n")
    if not mark:
        raise ContentError(f"{name}: the head has no closing line of “---”.")
    try:
        values = yaml.load(head, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
    except yaml.YAMLError as problem:
        place = getattr(problem, "problem_mark", None)
        line = f" near line {place.line + 2}" if place else ""
        raise ContentError(f"{name}: the head cannot be read{line}.") from problem
    if not isinstance(values, dict):
        raise ContentError(f"{name}: the head holds no fields.")
    return Document(name=name, head=values, body=body.strip() + "\n")


class Head:
    """Typed access to a head; every complaint names the file and the field."""

    def __init__(self, name: str, values: Mapping[str, Any]) -> None:
        self._name = name
        self._values = values
        self._used: set[str] = set()

    def _complain(self, field: str, wanted: str) -> ContentError:
        return ContentError(f"{self._name}: “{field}” should be {wanted}.")

    def text(self, field: str, default: str | None = None) -> str:
        """Return a non-empty text, or the default where the field is absent."""
        value = self._take(field, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._complain(field, "a text")
        return value

    def number(self, field: str, default: int | None = None) -> int:
        """Return a whole number, not below zero."""
        value = self._take(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._complain(field, "a whole number, 0 or more")
        return value

    def flag(self, field: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(field, default)
        if not isinstance(value, bool):
            raise self._complain(field, "true or false")
        return value

    def texts(self, field: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(field, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise self._complain(field, "a list of texts")
        return tuple(value)

    def part(self, field: str) -> Head:
        """Return a head within the head."""
        return Head(f"{self._name}: {field}", self.mapping(field))

    def parts(self, field: str) -> tuple[Head, ...]:
        """Return a list of heads, named by their place."""
        value = self._take(field, None)
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self._complain(field, "a list of entries")
        return tuple(
            Head(f"{self._name}: {field} {place}", v) for place, v in enumerate(value, start=1)
        )

    def mapping(self, field: str, default: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Return a group of fields."""
        value = self._take(field, default)
        if not isinstance(value, dict):
            raise self._complain(field, "a group of fields")
        return value

    def raw(self, field: str, default: object = None) -> object:
        """Return a field as it stands, for the caller to check."""
        return self._take(field, default)

    def done(self) -> None:
        """Refuse fields that nothing asked for: a misspelt field must not pass unseen.

        Raises:
            ContentError: there are such fields.
        """
        left = sorted(set(self._values) - self._used)
        if left:
            raise ContentError(f"{self._name} has fields nobody knows: {', '.join(left)}.")

    def complain(self, field: str, wanted: str) -> ContentError:
        """Return the error to raise for a field whose meaning is wrong."""
        return self._complain(field, wanted)

    def _take(self, field: str, default: object) -> Any:
        self._used.add(field)
        value = self._values.get(field)
        if value is None:
            if default is None:
                raise ContentError(f"{self._name} has no “{field}”.")
            return default
        return value
