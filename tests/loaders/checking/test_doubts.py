"""Numbers of which nobody says the unit: read by what stands above, else left out and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.home import Home
from loaders.declaring.declaration import declaration_texts, declared
from loaders.keeping.deliveries import deliveries
from loaders.keeping.report import Figure
from loaders.taking.load import load

TABLES = declared()
FIRMS = [
    ("济南泉东测试建筑工程有限公司", "91370105MA9T00018R"),
    ("济南泉西测试市政有限公司", "91370105MA9T00026L"),
]
LEFT_OUT = "says no unit, and its numbers may be in another: left out"


def loaded(tmp_path: Path, table: str, files: dict[str, str], field: str) -> tuple[Any, Any]:
    """Return the figures of a load, and the values of a field."""
    (tmp_path / "in").mkdir()
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, declaration_texts(), 19_900)
    assert report.whole, [figure.notes for figure in report.figures]
    [delivery] = deliveries(home)
    return report.figures, delivery.rows(table)[field].to_pylist()


def penalties(header: str, fines: list[str], above: str = "") -> str:
    """Return penalties with such fines under such a name."""
    names = f"行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚类别,{header},处罚决定日期"
    rows = [
        f"{name},{code},测罚〔2024〕{n}号,罚款,{fine},2024-03-01"
        for n, ((name, code), fine) in enumerate(zip(FIRMS, fines, strict=True))
    ]
    return "\n".join([*([above] if above else []), names, *rows, ""])


def notes_of(figures: tuple[Figure, ...]) -> str:
    return " ".join(note for figure in figures for note in figure.notes)


@pytest.mark.parametrize(
    ("header", "fines", "above", "read", "note"),
    [
        pytest.param("罚款金额", ["5000", "200"], "", [None, None], LEFT_OUT, id="yuan, unsaid"),
        pytest.param("罚款金额", ["5000元", "200"], "", [5000, None], LEFT_OUT, id="one says it"),
        pytest.param("罚款金额", ["5000", "0.5"], "", [5e7, 5000], "", id="surely not yuan"),
        pytest.param("罚款金额（元）", ["5000", "200"], "", [5000, 200], "", id="named yuan"),
        pytest.param("CF_NR_FK", ["50", "200"], "", [5e5, 2e6], "", id="a code of the standard"),
        pytest.param("罚款金额（千元）", ["5", "2"], "", [5000, 2000], "", id="thousands"),
        pytest.param("罚款金额（百万元）", ["5", "2"], "", [5e6, 2e6], "", id="millions"),
        pytest.param(
            "罚款金额（万美元）", ["5", "2"], "", [None] * 2, "none of ours", id="a foreign unit"
        ),
        pytest.param(
            "罚款金额", ["5000", "200"], "公示表,,,,单位：元,", [5000, 200], "", id="yuan above"
        ),
        pytest.param(
            "罚款金额", ["50", "2"], "（单位：万元）,,,,,", [5e5, 2e4], "", id="wan above"
        ),
        pytest.param(
            "罚款金额（元）", ["50", "2"], "单位：万元,,,,,", [50, 2], "", id="its own wins"
        ),
        pytest.param(
            "罚款金额", ["50", "2"], "填报单位：测试局,,,,,", [5e5, 2e4], "", id="an office"
        ),
        pytest.param(
            "罚款金额", ["5", "2"], "单位：万美元,,,,,", [None] * 2, "none of ours", id="abroad"
        ),
    ],
)
def test_a_fine_is_read_in_the_unit_that_somebody_says(
    header: str, fines: list[str], above: str, read: list[float | None], note: str, tmp_path: Path
) -> None:
    text = penalties(header, fines, above)
    figures, values = loaded(tmp_path, "penalty", {"行政处罚.csv": text}, "fine")
    assert values == read
    assert note in notes_of(figures)
    assert bool(note) == ("left out" in notes_of(figures) or "not read" in notes_of(figures))


def test_a_header_that_stands_again_below_a_unit_is_no_data(tmp_path: Path) -> None:
    page = penalties("罚款金额", ["50", "2"], "单位：万元,,,,,")
    figures, values = loaded(tmp_path, "penalty", {"行政处罚.csv": page + page[10:]}, "fine")
    assert set(values) == {5e5, 2e4}
    assert figures[0].skipped["repeated_header"] == 1


@pytest.mark.parametrize(
    ("header", "shares", "read"),
    [
        ("出资比例", ["33.3", "66.7"], [0.333, 0.667]),
        ("出资比例", ["33.3%", "66.7%"], [0.333, 0.667]),
        ("出资比例", ["0.333", "0.667"], [None, None]),
        ("出资比例", ["1", ""], [None, None]),
        ("出资比例", ["0.5", "99.5"], [0.005, 0.995]),
        ("出资比例(%)", ["0.5", "0.7"], [0.005, 0.007]),
        ("出资比例", ["33.3%", "0.667"], [0.333, None]),
    ],
)
def test_a_share_that_may_be_a_fraction_is_left_out(
    header: str, shares: list[str], read: list[float | None], tmp_path: Path
) -> None:
    name, code = FIRMS[0]
    rows = [f"{name},{code},李{n}测试,10,{share}" for n, share in enumerate(shares)]
    text = "\n".join([f"企业名称,统一社会信用代码,股东名称,认缴出资额(万元),{header}", *rows, ""])
    figures, values = loaded(tmp_path, "registration_investor", {"投资人.csv": text}, "share")
    assert values == [pytest.approx(one) if one is not None else None for one in read]
    assert (LEFT_OUT in notes_of(figures)) == (read.count(None) > shares.count(""))


def test_files_in_doubt_are_looked_at_by_themselves(tmp_path: Path) -> None:
    files = {
        "行政处罚1.csv": penalties("罚款金额", ["5000", "200"]),
        "行政处罚2.csv": penalties("罚款金额", ["0.5", "2"]).replace("号,罚", "-2号,罚"),
    }
    figures, values = loaded(tmp_path, "penalty", files, "fine")
    assert sorted(values, key=lambda one: one or 0) == [None, None, 5000, 20_000]
    assert [LEFT_OUT in " ".join(one.notes) for one in figures] == [True, False]
    assert [one.doubted for one in figures] == [("罚款金额",), ()]


def test_a_row_that_comes_back_mended_keeps_the_unit_said_above(tmp_path: Path) -> None:
    head = "纳税人识别号,纳税人名称,欠税税种,欠税余额,公告日期"
    rows = [f"{code},{name},增值税,{n + 1.5},某日" for n, (name, code) in enumerate(FIRMS)]
    rows[0] = rows[0].replace("某日", "2024-03-01")
    (tmp_path / "in").mkdir()
    text = "\n".join(["欠税公告,,,,金额单位：万元", head, *rows, ""])
    (tmp_path / "in" / "欠税公告.csv").write_text(text, "utf-8")
    home = Home.at(tmp_path / "home").make()
    report = load(home, tmp_path / "in", TABLES, declaration_texts(), 19_900)
    assert (report.total("loaded"), report.total("rejected")) == (1, 1)
    [refused] = (home.path / "rejects").rglob("tax_arrears.csv")
    mended = refused.read_text("utf-8-sig").replace("增值税,2.5,某日", "增值税,2.5,2024-03-02")
    refused.write_text(mended, "utf-8")
    load(home, home.path / "rejects", TABLES, declaration_texts(), 19_901)
    balances = [d.rows("tax_arrears")["balance"].to_pylist() for d in deliveries(home)]
    assert balances == [[15_000], [25_000]]
