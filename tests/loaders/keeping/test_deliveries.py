"""A delivery on disk: its raw bytes, its manifest, and what is refused of a damaged one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graph.errors import HomeError, UnreadableFile
from graph.home import Home
from loaders.keeping.deliveries import RawFile, deliveries, loaded_before, sha256_of
from loaders.keeping.report import Figure, Report
from loaders.taking.incoming import Incoming

Drop = Callable[[str, Mapping[str, str | bytes]], Path]
Load = Callable[..., Report]

NOTES = "企业,日期,数量\n泉明商贸有限公司,2023-05-01,3\n石园建材有限公司,某日,4\n"


def test_raw_bytes_are_kept_under_their_hash(home: Home, drop: Drop, loaded: Load) -> None:
    data = NOTES.encode("gb18030")
    loaded(drop("in", {"东区/抽查.CSV": data}))
    (delivery,) = deliveries(home)
    (file,) = delivery.files
    assert file == RawFile(
        "东区/抽查.CSV", hashlib.sha256(data).hexdigest(), len(data), ("strange_notes",)
    )
    assert delivery.raw_file(file).name == f"{file.sha256}.csv"
    assert delivery.raw_file(file).read_bytes() == data
    assert loaded_before([delivery]) == {("strange_notes", file.sha256): delivery.id}


def test_a_manifest_holds_figures_but_no_clock(home: Home, drop: Drop, loaded: Load) -> None:
    report = loaded(drop("in", {"抽查.csv": NOTES}))
    (delivery,) = deliveries(home)
    manifest = json.loads((delivery.path / "manifest.json").read_text("utf-8"))
    assert manifest["id"] == delivery.id == report.deliveries[0]
    assert manifest["received"] == "2024-03-05"
    assert manifest["tables"]["strange_notes"]["rows"] == 1
    assert manifest["tables"]["strange_notes"]["department"] == "bureau"
    (figure,) = manifest["figures"]
    assert {k: figure[k] for k in ("rows", "loaded", "rejected", "superseded")} == {
        "rows": 2,
        "loaded": 1,
        "rejected": 1,
        "superseded": 0,
    }
    first = {p.name: p.read_bytes() for p in delivery.path.rglob("*") if p.is_file()}
    assert set(first) == {
        "manifest.json",
        "strange_notes.arrow",
        "strange_notes.py",
        delivery.files[0].raw,
    }


def test_equal_files_make_equal_deliveries(
    tmp_path: Path, home: Home, drop: Drop, loaded: Load
) -> None:
    folder = drop("in", {"抽查.csv": NOTES})
    loaded(folder)
    (delivery,) = deliveries(home)
    first = {p.name: p.read_bytes() for p in delivery.path.rglob("*") if p.is_file()}
    delivery.path.rename(tmp_path / "away")
    loaded(folder)
    (again,) = deliveries(home)
    assert {p.name: p.read_bytes() for p in again.path.rglob("*") if p.is_file()} == first


def test_deliveries_stand_in_the_order_of_their_days(home: Home, drop: Drop, loaded: Load) -> None:
    loaded(drop("two", {"抽查.csv": NOTES + "泉明商贸有限公司,2023-05-02,3\n"}), "2024-05-01")
    loaded(drop("one", {"抽查.csv": NOTES}), "2024-01-01")
    assert [d.manifest["received"] for d in deliveries(home)] == ["2024-01-01", "2024-05-01"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "has no manifest", id="missing"),
        pytest.param("{", "has no manifest that can be read", id="cut off"),
        pytest.param('{"format": 0}', "is of format 0", id="another format"),
    ],
)
def test_a_damaged_delivery_is_named(
    home: Home, drop: Drop, loaded: Load, content: str | None, words: str
) -> None:
    loaded(drop("in", {"抽查.csv": NOTES}))
    (delivery,) = deliveries(home)
    manifest = delivery.path / "manifest.json"
    manifest.unlink() if content is None else manifest.write_text(content, "utf-8")
    with pytest.raises(HomeError, match=words) as error:
        deliveries(home)
    assert str(delivery.path) in str(error.value)


def test_a_file_that_changes_while_it_is_read_is_refused(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "抽查.csv"
    path.write_text("a", "utf-8")
    sha256 = sha256_of(path)
    path.write_text("b", "utf-8")
    changed = pytest.raises(UnreadableFile, match="changed while it was read")
    with Incoming(home, 19000) as incoming, changed:
        incoming.archive(path, path.name, sha256, "strange_notes")
    assert list(home.deliveries.iterdir()) == []


def test_rows_that_do_not_add_up_stop_the_load() -> None:
    with pytest.raises(AssertionError, match="5 rows came in, 4 are accounted for"):
        Figure("a.csv", "t", "loaded", rows=5, loaded=2, rejected=1, skipped={"blank": 1})
