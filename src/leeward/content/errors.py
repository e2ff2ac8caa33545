"""The error of this floor: a content file that cannot be used as it is."""

from __future__ import annotations

from leeward.util.errors import LeewardError


class ContentError(LeewardError):
    """A content file is incomplete or wrong; the message names the file and the place."""
