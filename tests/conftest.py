"""The sample city, loaded and built once; and the clash of names that would hide our packages."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home
from graph.neo4j import Server, publish

ROOT = Path(__file__).parent.parent
ARCHIVE = ROOT / "fixtures/sample/city.tar.xz"

# A Neo4j of a few seconds is not worth the compiler's second tier: it halves the processor's time.
os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")

# A run that was started in the background ignores Ctrl-C, and so would all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

for package in ("graph", "loaders", "queries", "webapp"):
    owners = set(packages_distributions().get(package, []))
    assert owners <= {"qiji"}, f"{package!r} is also installed by {sorted(owners - {'qiji'})}"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def city(shared: Path) -> Path:
    """The sample city's files: `<day>/`, a delivery each, and `truth/`."""
    folder = shared / "city"
    with open(shared / "city.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            with tarfile.open(ARCHIVE) as archive:
                archive.extractall(folder, filter="data")
            (folder / ".done").touch()
    return folder


@pytest.fixture(scope="session")
def city_home(shared: Path, city: Path) -> Home:
    """A home with the sample city loaded, a delivery at a time, and built. Only to be read."""
    from loaders.declaring.declaration import declaration_texts, declared
    from loaders.taking.load import load
    from qiji import build_edition

    home = Home.at(shared / "home")
    with open(shared / "home.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if home.current_id() is None:
            shutil.rmtree(home.path, ignore_errors=True)
            tables, texts = declared(), declaration_texts()
            for delivery in sorted(city.glob("2*")):
                load(home, delivery, tables, texts, parse_day(delivery.name))
            build_edition(home)
    return home


@pytest.fixture(scope="session")
def neo4j_server(shared: Path, edition: Edition) -> Iterator[Server]:
    """A real local Neo4j that holds the sample city's edition; a missing one fails the run."""
    home = shared / "neo4j"
    environment = {**os.environ, "QIJI_NEO4J_HOME": str(home)}
    with open(shared / "neo4j.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = subprocess.run(
            ["sh", str(ROOT / "scripts/neo4j"), "start"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert started.returncode == 0, f"Neo4j did not start: {started.stderr}"
        address = (home / "address").read_text().strip()
        password = (home / "password").read_text().strip()
        server = Server.connect(address, "neo4j", password)
        if server.holds().state != "complete":
            publish(server, edition)
    yield server
    server.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that need the city first.

    Workers begin with a part each of what is in order (`--dist worksteal`): one builds the city,
    and none waits for it.
    """
    needing = {item.path for item in items if "city_home" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in needing)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the Neo4j of this run, once all workers are done with it."""
    if hasattr(session.config, "workerinput"):
        return
    factory = getattr(session.config, "_tmp_path_factory", None)
    home = factory.getbasetemp() / "neo4j" if factory else None
    if home and (home / "pid").exists():
        command = ["sh", str(ROOT / "scripts/neo4j"), "stop", "--home", str(home)]
        subprocess.run(command, capture_output=True, check=False)


@pytest.fixture(scope="session")
def edition(city_home: Home) -> Edition:
    """The sample city's edition."""
    return Edition.current(city_home)
