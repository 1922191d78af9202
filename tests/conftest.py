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


def once(base: Path, name: str) -> tuple[Path, bool]:
    """Return a folder that all test processes share, and whether it was made by another."""
    folder = base / name
    return folder, (folder / ".done").exists()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def city(shared: Path) -> Path:
    """The sample city's files: `deliveries/<day>/` and `truth/`."""
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
    from loaders.load import load_folder
    from qiji import build_edition

    home = Home.at(shared / "home")
    with open(shared / "home.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if home.current_id() is None:
            shutil.rmtree(home.path, ignore_errors=True)
            for delivery in sorted((city / "deliveries").iterdir()):
                load_folder(home, delivery, received=parse_day(delivery.name))
            build_edition(home)
    return home


@pytest.fixture(scope="session")
def edition(city_home: Home) -> Edition:
    """The sample city's edition."""
    return Edition.current(city_home)
