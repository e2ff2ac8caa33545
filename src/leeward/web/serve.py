"""Running the app: one port per journal, on the loopback only, and the browser opened on it."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import secrets
import socket
import sys
import threading
import webbrowser
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from leeward.core.opening import Place, VaultError
from leeward.util.errors import LeewardError
from leeward.web.app import create_app
from leeward.web.config import WebConfig
from leeward.web.middleware import POLICY

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_PORTS = range(20_000, 32_000)
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
PORT = "port"
LISTENERS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LISTENING = "0A"
"""State of a waiting socket in those tables (Linux)."""
SILENT_SECONDS = 10.0
CONNECTIONS = 256


class PortTakenError(LeewardError):
    """Another program holds the journal's port."""


def serve(*, browser: bool = True, demo: bool = False, path: Path | None = None) -> None:
    """Run the app on this machine until it is stopped.

    The port is part of the origin: a moving one would strand sealed entries in the browser, so
    it is drawn once, kept with the journal, and never changed silently. A second start opens
    the one that runs already.

    Raises:
        PortTakenError: another program holds the port.
    """
    place = Place(path=path) if path is not None else Place()
    port = kept_port(place)
    try:
        sockets = listen(port) if port else listen_anywhere()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        if port and is_ours(port):
            show(f"http://localhost:{port}/", browser=browser)
            return
        raise PortTakenError(
            f"Another program uses port {port}, which belongs to this journal. "
            "Close that program and start again."
        ) from error
    port = sockets[0].getsockname()[1]
    app = create_app(config=WebConfig(port=port, demo=demo), place=place)
    token = app.state.house.sessions.launch_token()
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            ws="none",
            timeout_keep_alive=30,
            http=Prompt,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=32 * 1024,
        )
    )
    opener = threading.Timer(
        0.4, show, args=(f"http://localhost:{port}/l?k={token}",), kwargs={"browser": browser}
    )
    opener.daemon = True
    opener.start()
    server.run(sockets=sockets)


class Prompt(H11Protocol):
    """A connection; one that never says anything is let go.

    Enough silent ones would otherwise hold up everything, Exit included.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it in the same way
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.timeout_keep_alive_task = self.loop.call_later(
            SILENT_SECONDS, self.timeout_keep_alive_handler
        )


def kept_port(place: Place) -> int | None:
    """Return the port that belongs to the journal, or None before there is one."""
    if not place.exists():
        return None
    try:
        raw = place.locked_settings().get(PORT, "")
    except VaultError:
        return None
    return int(raw) if raw.isascii() and raw.isdecimal() and 1024 <= int(raw) < 65_536 else None


def listen(port: int) -> list[socket.socket]:
    """Listen on both loopback addresses, so that nobody else can answer to `localhost` there.

    Raises:
        OSError: the port is taken on one of them.
    """
    made: list[socket.socket] = []
    try:
        for family, address in ADDRESSES:
            try:
                made.append(bound(family, address, port))
            except OSError as error:
                # A machine without IPv6 has nobody to answer there either.
                if family == socket.AF_INET6 and error.errno != errno.EADDRINUSE:
                    continue
                raise
    except OSError:
        for one in made:
            one.close()
        raise
    return made


def bound(family: int, address: str, port: int) -> socket.socket:
    """Return one listening socket."""
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, port))
        one.listen(64)
    except OSError:
        one.close()
        raise
    return one


def listen_anywhere() -> list[socket.socket]:
    """Listen on a port nobody uses, drawn by chance; the new journal will keep it."""
    for _ in range(50):
        try:
            return listen(secrets.choice(FIRST_PORTS))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise PortTakenError("No free port was found. Close some programs and start again.")


def is_ours(port: int) -> bool:
    """Whether the program on that port is this one; it is told by its policy, not by a name.

    Another account of this machine could imitate that and wait there for the passphrase, so the
    port must also be held by the person's own account, where the system tells.
    """
    if not holders(port) <= {os.getuid()}:
        return False
    try:
        # The first start of two at once may still be reading its pages.
        asking = HTTPConnection("localhost", port, timeout=10)
        try:
            asking.request("GET", "/b", headers={"Host": f"localhost:{port}"})
            return asking.getresponse().getheader("content-security-policy") == POLICY
        finally:
            asking.close()
    except (OSError, HTTPException):
        return False


def holders(port: int, tables: Sequence[Path] = LISTENERS) -> set[int]:
    """Return the accounts that listen on a port of this machine; none where it is not told."""
    found: set[int] = set()
    for table in tables:
        try:
            rows = [line.split() for line in table.read_text().splitlines()[1:]]
        except OSError:
            continue
        found |= {
            int(row[7])
            for row in rows
            if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port
        }
    return found


def show(address: str, *, browser: bool) -> None:
    """Open the browser, or say the address; it is good for half a minute and for one use."""
    if browser and webbrowser.open(address):
        sys.stdout.write("Leeward is open in your browser. Ctrl+C here stops it.\n")
    else:
        sys.stdout.write(f"Open {address}\n")
    sys.stdout.flush()
