"""The modules of others that we ship are the ones that were described."""

import hashlib
import json
from importlib.resources import files

import pytest

VENDOR = files("webapp") / "static" / "vendor"
LISTED = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))["files"]
OURS_TO_SHIP = {"MIT", "ISC", "BSD-0-Clause", "0BSD", "BSD-2-Clause", "BSD-3-Clause"}


@pytest.mark.parametrize("listed", LISTED, ids=[entry["file"] for entry in LISTED])
def test_a_shipped_module_is_the_one_described(listed: dict[str, str]) -> None:
    content = (VENDOR / listed["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == listed["sha256"]


def test_every_shipped_module_is_described() -> None:
    shipped = {entry.name for entry in VENDOR.iterdir() if entry.name.endswith(".js")}
    assert shipped == {entry["file"] for entry in LISTED}


def test_every_licence_lets_us_ship_it_and_its_text_is_beside() -> None:
    texts = (VENDOR / "LICENCES.txt").read_text(encoding="utf-8")
    for entry in LISTED:
        for package in ({**entry, "contains": None}, *entry["contains"]):
            assert package["licence"] in OURS_TO_SHIP
            assert f"== {package['name']} {package['version']} " in texts or package is entry


def test_the_versions_are_those_of_package_json() -> None:
    from pathlib import Path

    wanted = json.loads(Path("package.json").read_text(encoding="utf-8"))["dependencies"]
    found = {p["name"]: p["version"] for e in LISTED for p in ({**e}, *e["contains"])}
    assert {name: found.get(name) for name in wanted} == wanted
