"""What the web floor needs to know before it starts."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Limits and the one origin the app answers to. Times are in seconds, sizes in bytes."""

    port: int
    launch_seconds: float = 30
    absolute_seconds: float = 12 * 3600
    locked_session_seconds: float = 24 * 3600
    body_limit: int = 64 * KIB
    upload_limit: int = 16 * KIB * KIB
    body_seconds: float = 20
    demo: bool = False

    @property
    def host(self) -> str:
        """The only Host header that is answered."""
        return f"localhost:{self.port}"

    @property
    def origin(self) -> str:
        """The only origin that may post; passkeys refuse 127.0.0.1, so it is the name."""
        return f"http://localhost:{self.port}"
