"""Starting: one port per journal, on the loopback only, and the second start opens the first."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from uvicorn.server import ServerState

from leeward.web import serve as serving
from leeward.web.serve import PortTakenError, is_ours, kept_port, listen, listen_anywhere

if TYPE_CHECKING:
    from leeward.core.opening import Place


def test_a_journal_keeps_its_port(place: Place, journal_there: Place) -> None:
    """The port is drawn with the journal and read without unlocking."""
    port = kept_port(place)
    assert port is not None
    assert 20_000 <= port < 32_000


def test_before_there_is_a_journal_there_is_no_port(place: Place) -> None:
    """The first start takes any free port."""
    assert kept_port(place) is None


def test_only_the_loopback_is_listened_on_and_all_of_it() -> None:
    """No address of the network, and no room for another program on the other loopback."""
    sockets = listen_anywhere()
    try:
        addresses = {s.getsockname()[0] for s in sockets}
        assert "127.0.0.1" in addresses
        assert addresses <= {"127.0.0.1", "::1"}
        with pytest.raises(OSError, match="in use"):
            listen(sockets[0].getsockname()[1])
    finally:
        for one in sockets:
            one.close()


def test_a_strange_program_on_the_port_is_not_taken_for_ours() -> None:
    """Another server answers differently, and so is told apart."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        def answer() -> None:
            came, _ = other.accept()
            with came:
                came.recv(4096)
                came.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")

        thread = threading.Thread(target=answer)
        thread.start()
        assert not is_ours(port)
        thread.join()


def test_a_taken_port_is_said_not_changed(
    place: Place, journal_there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moving port would strand sealed entries, so the start stops with a sentence."""
    port = kept_port(place)
    assert port is not None
    monkeypatch.setattr(serving, "is_ours", lambda _: False)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(PortTakenError, match=f"port {port}"),
    ):
        serving.serve(browser=False, path=place.path)


def test_a_second_start_opens_the_running_one(
    place: Place,
    journal_there: Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It says the address of the first and ends."""
    port = kept_port(place)
    assert port is not None
    monkeypatch.setattr(serving, "is_ours", lambda _: True)
    with socket.create_server(("127.0.0.1", port)):
        serving.serve(browser=False, path=place.path)
    assert f"http://localhost:{port}/" in capsys.readouterr().out


def test_a_connection_that_says_nothing_is_let_go(
    place: Place, journal_there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent connections cannot pile up until nothing else gets in."""
    monkeypatch.setattr(serving, "SILENT_SECONDS", 0.05)
    config = uvicorn.Config(lambda *_: None, http=serving.Prompt, ws="none", log_level="critical")

    async def silent() -> bytes:
        loop = asyncio.get_running_loop()
        state = ServerState()
        server = await loop.create_server(lambda: serving.Prompt(config, state, {}), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            try:
                return await asyncio.wait_for(reader.read(), 20)
            finally:
                writer.close()

    assert asyncio.run(silent()) == b""


def test_a_port_held_by_another_account_is_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else on this machine cannot stand in and be told the passphrase."""
    table = tmp_path / "tcp"
    table.write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
        "   0: 0100007F:5BA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  4321 0\n"
        "   1: 0100007F:5BA0 0100007F:9999 01 00000000:00000000 00:00000000 00000000     7 0\n"
        "   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0 0\n"
    )
    assert serving.holders(0x5BA0, [table, tmp_path / "none"]) == {4321}
    assert serving.holders(1, [table]) == set()
    monkeypatch.setattr(serving, "holders", lambda _: {os.getuid() + 1})
    assert not is_ours(0x5BA0)


@pytest.mark.skipif(not serving.LISTENERS[0].exists(), reason="only Linux tells who listens")
def test_a_port_of_ones_own_is_known_as_such() -> None:
    """The tables of this system are read as they are."""
    sockets = listen_anywhere()
    try:
        assert serving.holders(sockets[0].getsockname()[1]) == {os.getuid()}
    finally:
        for one in sockets:
            one.close()


@pytest.mark.parametrize(
    ("opens", "said"), [(True, "Ctrl+C here stops it"), (False, "Open http://localhost:1/l?k=x")]
)
def test_starting_says_what_happened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, opens: bool, said: str
) -> None:
    """Nobody is left in front of an empty line; the address is told only where it is needed."""
    monkeypatch.setattr("webbrowser.open", lambda _address: opens)
    serving.show("http://localhost:1/l?k=x", browser=True)
    told = capsys.readouterr().out
    assert said in told
    assert ("k=x" in told) is not opens
