"""Refused rows of several files come back in one: each is read as its own file was."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Report
from loaders.taking.load import load

TABLES, TEXTS = declared(), declaration_texts()
NAMES = "行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚类别,罚款金额,处罚决定日期"
OTHERS = "统一社会信用代码,当事人,处罚决定书文号,处罚种类,罚款金额（万元）,处罚日期"
FIRM, CODE = "济南泉东测试建筑工程有限公司", "91370105MA9T00018R"


def penalties(number: int, fines: list[str], names: str = NAMES) -> str:
    """Return penalties of which the last has no day that can be read."""
    days = ["2024-03-01"] * (len(fines) - 1) + ["某日"]
    who = f"{FIRM},{CODE}" if names.startswith("行政") else f"{CODE},{FIRM}"
    rows = [
        f"{who},测罚〔2024〕{number}{n}号,罚款,{fine},{day}"
        for n, (fine, day) in enumerate(zip(fines, days, strict=True))
    ]
    return "\n".join([names, *rows, ""])


def mended(tmp_path: Path, files: dict[str, str], done: dict[str, str]) -> tuple[Report, list[int]]:
    """Load files, mend what was refused of them; return that load, and the fines it gave."""
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, TEXTS, 19_900)
    assert report.whole, [figure.notes for figure in report.figures]
    [refused] = home.rejects.rglob("penalty.csv")
    text = refused.read_text("utf-8-sig")
    for wrong, right in done.items():
        text = text.replace(wrong, right)
    refused.write_text(text, "utf-8")
    again = load(home, refused, TABLES, TEXTS, 19_910)
    return again, deliveries(home)[-1].rows("penalty")["fine"].to_pylist()


DAY = {"某日,": "2024-03-02,"}


@pytest.mark.parametrize(
    ("fines", "read"),
    [
        pytest.param(["0.5", "2", "30"], 300_000, id="a unit that other rows make sure of"),
        pytest.param(["5000", "200", "3000"], None, id="one that nobody says"),
        pytest.param(["5000", "200", "3000元"], 3000, id="one that the cell says"),
    ],
)
def test_a_mended_sum_is_in_the_unit_of_its_file(
    fines: list[str], read: float | None, tmp_path: Path
) -> None:
    report, [fine] = mended(tmp_path, {"行政处罚.csv": penalties(1, fines)}, DAY)
    assert fine == read
    assert ("left out" in " ".join(report.figures[0].notes)) == (read is None)


def test_rows_of_two_files_say_nothing_of_each_others_units(tmp_path: Path) -> None:
    files = {
        "行政处罚1.csv": penalties(1, ["5000", "200", "3000"]),
        "行政处罚2.csv": penalties(2, ["0.5", "2", "3"]),
    }
    report, fines = mended(tmp_path, files, DAY)
    assert fines == [None, 30_000]
    assert report.total("loaded") == 2


def test_a_unit_that_a_clerk_puts_after_the_name_counts(tmp_path: Path) -> None:
    done = {**DAY, ",罚款金额,": ",罚款金额（元）,"}
    files = {"行政处罚.csv": penalties(1, ["5000", "200", "3000"])}
    assert mended(tmp_path, files, done)[1] == [3000]


def test_rows_of_files_that_word_their_headers_otherwise_come_back(tmp_path: Path) -> None:
    files = {
        "行政处罚1.csv": penalties(1, ["5000元", "30元"]),
        "行政处罚2.csv": penalties(2, ["0.5", "0.3"], OTHERS),
        "行政处罚3.csv": penalties(3, ["5", "3"], NAMES.replace("金额", "数额(元)")),
        "行政处罚4.csv": penalties(4, ["7", "6"], OTHERS.replace("（万元）", "(万元) ")),
    }
    report, fines = mended(tmp_path, files, DAY)
    assert report.total("rejected") == 0
    assert fines == [30, 3000, 3, 60_000]


def test_a_file_of_which_only_rows_that_do_not_fit_are_refused_comes_back(tmp_path: Path) -> None:
    text = penalties(1, ["5元", "3元"]).replace("某日", "2024-03-02,多一格")
    report, fines = mended(tmp_path, {"行政处罚.csv": text}, {",多一格": ""})
    assert (report.whole, report.total("rejected"), fines) == (True, 0, [3])
