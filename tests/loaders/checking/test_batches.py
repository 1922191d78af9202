"""Small files looked at together say, to the byte, what each says alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.checking import batches
from loaders.checking.assigning import Sheet, Source
from loaders.taking.load import load_folder
from tests.loaders.checking.test_hands import RECEIVED, a_home, content, hire

FIXTURE = Path(__file__).parents[1] / "fixtures" / "tax_arrears.csv"
HEAD = FIXTURE.read_text("utf-8").splitlines()[0]
ROW = FIXTURE.read_text("utf-8").splitlines()[2]


def files_of(folder: Path, **texts: str | bytes) -> Path:
    """Write files of tax arrears, and return their folder."""
    folder.mkdir()
    for name, text in texts.items():
        raw = text.encode() if isinstance(text, str) else text
        (folder / f"tax_arrears_{name}.csv").write_bytes(raw)
    return folder


def day_in(row: str, day: str) -> str:
    """Return a row with another day of announcement."""
    cells = row.split(",")
    cells[HEAD.split(",").index("公告日期")] = day
    return ",".join(cells)


def test_files_together_load_the_very_bytes_of_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = FIXTURE.read_text("utf-8")
    turned = "\n".join(",".join(reversed(line.split(","))) for line in (HEAD, ROW))
    found = files_of(
        tmp_path / "files",
        a=whole,
        b="欠税公告表\n" + whole,
        c=f"{HEAD}\n{day_in(ROW, '45000')}\n",  # serials, since the whole column is
        d=f"{HEAD}\n{day_in(ROW, '45000')}\n{day_in(ROW, '2024-01-05')}\n",
        e=turned,
        f=f"{HEAD},more\n{ROW},1\n{ROW}\n合计\n",
        g=whole.encode("gb18030"),
        h=f"{HEAD}\n",
        z=f"{HEAD}\n" + f"{ROW}\n" * 200,
    )
    alone, together = a_home(tmp_path / "alone"), a_home(tmp_path / "together")
    first = load_folder(alone, found, received=RECEIVED)
    hire(monkeypatch)
    second = load_folder(together, found, received=RECEIVED)
    assert first == second
    assert content(alone) == content(together)
    assert {f.file: f.rejected for f in first.figures}["tax_arrears_c.csv"] == 0
    assert {f.file: f.rejected for f in first.figures}["tax_arrears_f.csv"] == 1


TURNED = [",".join(reversed(line.split(","))) for line in (HEAD, ROW)]
OTHER_WORDS = ",".join(" ".join(name) for name in TURNED[0].split(","))


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(f"{ROW}\n{HEAD}\n{ROW}\n", id="data above"),
        pytest.param(f"{HEAD}\n{ROW}\n{OTHER_WORDS}\n{TURNED[1]}\n", id="columns moved"),
    ],
)
def test_what_one_of_them_refuses_is_said_as_if_it_were_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    found = files_of(tmp_path / "files", a=f"{HEAD}\n{ROW}\n", b=spoilt)
    first = load_folder(a_home(tmp_path / "alone"), found, received=RECEIVED)
    hire(monkeypatch)
    second = load_folder(a_home(tmp_path / "together"), found, received=RECEIVED)
    assert first == second
    assert {f.state for f in first.figures} == {"stopped"}


def test_files_come_together_in_their_order_up_to_a_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = files_of(tmp_path / "files", a="1234", b="12", c="1234", d="123456789", e="1", f="1")
    paths = sorted(folder.iterdir())
    sheets = [Sheet(Source(path, path.name), "", ("tax_arrears",)) for path in paths]
    book = Sheet(Source(paths[-1], paths[-1].name), "a sheet", ("tax_arrears",))
    monkeypatch.setattr(batches, "TOGETHER", 6)
    made = [[sheet.name[12] + sheet.sheet for sheet in b] for b in batches.batches([*sheets, book])]
    assert made == [["a", "b"], ["c"], ["d"], ["e", "f"], ["fa sheet"]]
