"""Encodings are told from the bytes, and a wrong one shows in the header."""

from pathlib import Path

import pytest

from loaders.reading import header, open_source

TEXT = "统一社会信用代码,企业名称,金额\n91370105MA3C00011T,济南某某有限公司,12.5\n,上海一二三厂,—\n"
NAMES = ["统一社会信用代码", "企业名称", "金额"]


def is_wanted(names: list[str]) -> bool:
    return {"企业名称", "金额"} <= {*names}


@pytest.mark.parametrize(
    ("mark", "codec", "said"),
    [
        ("", "utf-8", "utf-8"),
        ("", "utf-8-sig", "utf-8"),
        ("", "gb18030", "gb18030"),
        ("", "gbk", "gb18030"),
        ("\ufeff", "utf-16-le", "utf-16-le"),
        ("\ufeff", "utf-16-be", "utf-16-be"),
        ("", "utf-16-le", "utf-16-le"),
        ("", "utf-16-be", "utf-16-be"),
        ("\ufeff", "utf-32-le", "utf-32-le"),
        ("", "utf-32-be", "utf-32-be"),
    ],
)
@pytest.mark.parametrize("lines", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_each_encoding_is_recognised(
    tmp_path: Path, mark: str, codec: str, said: str, lines: str
) -> None:
    path = tmp_path / "registered.csv"
    path.write_bytes((mark + TEXT.replace("\n", lines)).encode(codec))
    [grid] = open_source(path)
    found = header(grid, is_wanted)
    assert found is not None
    assert (found.grid.encoding, found.header_line) == (said, 1)
    assert found.frame.columns.tolist() == NAMES
    assert found.frame.to_numpy().tolist() == [
        ["91370105MA3C00011T", "济南某某有限公司", "12.5"],
        ["", "上海一二三厂", "—"],
    ]
    assert found.lines.tolist() == [2, 3]


def test_big5_is_read_once_its_header_is_found(tmp_path: Path) -> None:
    path = tmp_path / "big5.csv"
    path.write_bytes("企業名稱,金額\n濟南某某有限公司,12\n".encode("big5"))
    found = header(open_source(path)[0], lambda names: names == ["企業名稱", "金額"])
    assert found is not None
    assert found.grid.encoding == "big5"
    assert found.frame.iloc[0].tolist() == ["濟南某某有限公司", "12"]


def test_utf8_text_that_is_also_gb18030_is_taken_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_bytes("联通,移动\n1,2\n".encode("gb18030"))
    found = header(open_source(path)[0], lambda names: names == ["联通", "移动"])
    assert found is not None
    assert found.grid.encoding == "gb18030"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_cut_character_costs_its_row_only(tmp_path: Path, codec: str) -> None:
    rows = [f"9{n},济南第{n}某某贸易有限公司,{n}".encode(codec) for n in range(40)]
    rows[7] = rows[7].replace("贸".encode(codec), "贸".encode(codec)[:1])
    path = tmp_path / "cut.csv"
    path.write_bytes(b"\n".join(["代码,企业名称,金额".encode(codec), *rows]))
    found = header(open_source(path)[0], is_wanted)
    assert found is not None
    assert found.grid.encoding == codec
    assert len(found.frame) == 39
    assert found.ragged["line"].tolist() == [9]
    assert "cannot be read" in found.ragged["reason"][0]
    assert "\\x" in found.ragged["raw"][0]
    assert "济南第7某某" in found.ragged["raw"][0]
    assert "济南第7某某" not in "".join(found.frame["企业名称"])


def test_a_utf16_file_cut_within_a_character_loses_its_last_row_only(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes(TEXT.encode("utf-16")[:-3])
    found = header(open_source(path)[0], is_wanted)
    assert found is not None
    assert len(found.frame) == 1
    assert found.ragged["line"].tolist() == [3]


def test_a_nul_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"name,amount\na,1\nb\x00,2\nc,3\n")
    found = header(open_source(path)[0], lambda names: names == ["name", "amount"])
    assert found is not None
    assert found.frame["name"].tolist() == ["a", "c"]
    assert found.ragged["line"].tolist() == [3]
    assert found.ragged["reason"].tolist() == ["holds a NUL character"]


def test_a_header_nobody_wants_is_found_in_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    assert header(open_source(path)[0], lambda names: "案号" in names) is None
