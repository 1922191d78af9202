"""The sample city, loaded and built once; and the clash of names that would hide our packages."""

from __future__ import annotations

import fcntl
import shutil
import tarfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from graph.days import parse_day
from graph.edition import Edition
from graph.home import Home

ROOT = Path(__file__).parent.parent
ARCHIVE = ROOT / "fixtures/sample/city.tar.xz"

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
    from loaders.declaration import declaration_texts, declared
    from loaders.load import load
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
def edition(city_home: Home) -> Edition:
    """The sample city's edition."""
    return Edition.current(city_home)
