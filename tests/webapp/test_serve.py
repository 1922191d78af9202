"""The server: its own machine only, one sentence when it cannot, a new edition by itself."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from graph.errors import HomeError, WrongParameters
from graph.home import Home
from webapp import create_app
from webapp.commands import listening, refuse_other_hosts


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_be_named(host: str) -> None:
    refuse_other_hosts(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "qiji.example", ""])
def test_any_other_host_is_refused_in_one_sentence(host: str) -> None:
    with pytest.raises(WrongParameters, match=r"127\.0\.0\.1 only"):
        refuse_other_hosts(host)


def test_a_port_in_use_is_one_sentence(app: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(HomeError, match="is in use; choose another"):
            listening(app, taken.getsockname()[1])


def test_the_command_serves_on_the_loopback_and_stops_on_ctrl_c(home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "from webapp.commands import serve; serve()"
    command = [sys.executable, "-c", code, "--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/data")
        assert connection.getresponse().status == 200
        connection.close()
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=10)[0]
    assert "Stopped" in rest
    assert server.returncode == 0


def test_a_running_server_takes_up_a_new_edition(
    tmp_path: Path, seal_town: Callable[[Home, date], str]
) -> None:
    place = Home.at(tmp_path / "home").make()
    first = seal_town(place, date(2024, 12, 31))
    client = create_app(place.path).test_client()
    assert first in client.get("/data").text
    second = seal_town(place, date(2025, 3, 31))
    assert first != second
    assert second in client.get("/data").text
    place.use(first)
    assert first in client.get("/data").text


def test_a_request_in_flight_finishes_on_the_edition_it_began_with(
    tmp_path: Path, seal_town: Callable[[Home, date], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Home.at(tmp_path / "home").make()
    first = seal_town(place, date(2024, 12, 31))
    app = create_app(place.path)
    began, go_on = threading.Event(), threading.Event()
    from webapp import data

    before = data.freshness

    def waiting(edition: object) -> object:
        began.set()
        assert go_on.wait(10)
        return before(edition)  # type: ignore[arg-type]

    monkeypatch.setattr(data, "freshness", waiting)
    said: list[str] = []
    slow = threading.Thread(target=lambda: said.append(app.test_client().get("/data").text))
    slow.start()
    assert began.wait(10)
    second = seal_town(place, date(2025, 3, 31))
    assert second in app.test_client().get("/").text
    go_on.set()
    slow.join(10)
    assert re.findall(r"\d{4}-\d\d-\d\d-[0-9a-f]{10}", said[0])
    assert second not in said[0]
    assert first in said[0]
