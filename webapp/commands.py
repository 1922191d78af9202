"""The command that serves the pages."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import socket
from typing import TYPE_CHECKING, Any

import click

from graph.errors import HomeError, WrongParameters
from graph.home import Home
from graph.options import home_option

if TYPE_CHECKING:
    from flask import Flask

LOOPBACK = "127.0.0.1"
THREADS = 8


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default=LOOPBACK, show_default=True, help="This machine only.")
@home_option
def serve(home: Home, port: int, host: str) -> None:
    """Serve the pages on this machine.

    A running server takes up a new edition by itself. Stop it with Ctrl-C.

    \b
    Example: qiji serve --port 8000
    """
    from webapp import create_app

    refuse_other_hosts(host)
    server = listening(create_app(home.path), port)
    with contextlib.suppress(KeyboardInterrupt):  # also one that comes before it runs
        click.echo(f"Qiji answers at http://{LOOPBACK}:{port}/ - stop it with Ctrl-C.")
        server.run()  # returns on Ctrl-C
    server.close()
    click.echo("Stopped.")


def refuse_other_hosts(host: str) -> None:
    """Raise unless a host is this machine's own: there is no login yet to stand guard.

    Raises:
        WrongParameters: the host would open the pages to others.
    """
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise WrongParameters(
            f"The pages have no login yet, so they are served on {LOOPBACK} only, never on "
            f"{host!r}; leave --host out, and reach this machine by an SSH tunnel."
        )


def listening(app: Flask, port: int) -> Any:
    """Return a server that holds its port.

    Raises:
        HomeError: the port is taken, or may not be used.
    """
    import waitress

    # A page that waits for a thread is nothing to tell the person at the terminal.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((LOOPBACK, port))
    except OSError as error:
        held.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        reason = "is in use" if error.errno == errno.EADDRINUSE else "may not be used by this user"
        raise HomeError(
            f"The port {port} {reason}; choose another, such as "
            f"`qiji serve --port {port % 65000 + 1}`."
        ) from error
    return waitress.create_server(app, sockets=[held], threads=THREADS, ident="qiji")
