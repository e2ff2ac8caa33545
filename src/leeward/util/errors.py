"""The one base of every error a person may be told about."""

from __future__ import annotations


class LeewardError(Exception):
    """Something went wrong in a way that can be said in plain words.

    The message is fit for the person: what happened, where, and what to do next.
    It never holds the content of an entry.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InputError(LeewardError):
    """What was given cannot be taken as it is; `field` names the place where one is known."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
