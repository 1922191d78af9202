"""Workbooks become the text that a person would see in them."""

import datetime
import io
import zipfile
from pathlib import Path

import olefile
import openpyxl
import pytest
import xlsxwriter
import xlwt

from graph.errors import UnreadableFile
from loaders.reading import header, open_source
from loaders.reading.books import excel

NAMES = ["企业名称", "金额", "日期", "标志"]


def is_wanted(names: list[str]) -> bool:
    return {"企业名称", "金额"} <= {*names}


def workbook(path: Path, *, left: int = 0) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("处罚")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, left, "某区行政处罚公示表")
    sheet.write_row(2, left, [" 企业　名称", "金额", "日期", "标志"])
    sheet.write_row(3, left, ["济南某某有限公司", 12])
    sheet.write_datetime(3, left + 2, datetime.datetime(2024, 3, 1), day)
    sheet.write_boolean(3, left + 3, True)
    sheet.write_row(4, left, ["济南乙厂", 0.5])
    sheet.write_datetime(4, left + 2, datetime.datetime(2024, 3, 1, 8, 30), day)
    sheet.write_formula(5, left + 1, "=NA()", None, "#N/A")
    sheet.write(5, left, "济南丙店")
    sheet.write_row(6, left, ["合计", 12.5])
    sheet.write_row(7, left, ["济南丁社", 1, "", "", "多出一格"])
    book.add_worksheet("空")
    hidden = book.add_worksheet("字典")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.close()
    return path


@pytest.mark.parametrize("name", ["处罚.xlsx", "处罚.csv", "处罚"])
@pytest.mark.parametrize("left", [0, 2], ids=["from-A", "from-C"])
def test_a_workbook_is_read_whatever_its_name(tmp_path: Path, name: str, left: int) -> None:
    grids = open_source(workbook(tmp_path / "made.xlsx", left=left).rename(tmp_path / name))
    assert [(grid.sheet, grid.kind, grid.notes) for grid in grids] == [
        ("处罚", "xlsx", ()),
        ("字典", "xlsx", ("hidden sheet",)),
    ]
    found = header(grids[0], is_wanted)
    assert found is not None
    assert found.frame[NAMES].to_numpy().tolist() == [
        ["济南某某有限公司", "12", "2024-03-01", "TRUE"],
        ["济南乙厂", "0.5", "2024-03-01 08:30:00", ""],
        ["济南丙店", "#N/A", "", ""],
    ]
    assert found.frame.shape[1] == 4
    assert found.lines.tolist() == [4, 5, 6]
    assert found.skipped == {"title": 1, "blank": 1, "repeated_header": 0, "total": 1, "note": 0}
    assert found.ragged["line"].tolist() == [8]
    assert "多出一格" in found.ragged["raw"][0]
    assert header(grids[1], is_wanted) is None


def test_an_old_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for place, name in enumerate(NAMES):
        sheet.write(0, place, name)
    sheet.write(1, 0, "济南某某有限公司")
    sheet.write(1, 1, 2000.0)
    sheet.write(1, 2, datetime.date(2024, 3, 1), day)
    path = tmp_path / "table.csv"
    book.save(str(path))
    [grid] = open_source(path)
    found = header(grid, is_wanted)
    assert found is not None
    assert grid.kind == "xls"
    assert found.frame.to_numpy().tolist() == [["济南某某有限公司", "2000", "2024-03-01", ""]]


def test_numbers_beyond_fifteen_digits_do_not_pass_for_what_was_typed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["企业名称", "金额"])
    sheet.append(["a", 370105199001010018])
    sheet.append(["b", 123456789012345])
    book.save(tmp_path / "long.xlsx")
    found = header(open_source(tmp_path / "long.xlsx")[0], is_wanted)
    assert found is not None
    long, short = found.frame["金额"]
    assert "e+17" in long
    assert short == "123456789012345"


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9, 0.999])
def test_a_workbook_cut_off_is_refused(tmp_path: Path, kept: float) -> None:
    path = workbook(tmp_path / "cut.xlsx")
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * kept)])
    with pytest.raises(UnreadableFile, match=r"'cut.xlsx' .*cut off"):
        open_source(path)


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "hurt.xlsx")
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    raw = bytearray(path.read_bytes())
    raw[place + 60 : place + 400] = bytes(340)
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match=r"'hurt.xlsx' .*damaged"):
        open_source(path)


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    directory = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + directory + bytes(512))
    with pytest.raises(UnreadableFile, match=r"'secret.xlsx' is encrypted"):
        open_source(path)


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "secret.xlsx")
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02")
    while place >= 0:
        raw[place + 8] |= 1
        place = raw.find(b"PK\x01\x02", place + 1)
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match=r"'secret.xlsx' is encrypted"):
        open_source(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("table.csv", "name,amount\n")
    with pytest.raises(UnreadableFile, match="is a zip archive, not a workbook"):
        open_source(path)


def test_a_workbook_that_claims_a_sheet_beyond_memory_is_refused(tmp_path: Path) -> None:
    path, bomb = workbook(tmp_path / "made.xlsx"), tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as made, zipfile.ZipFile(bomb, "w") as archive:
        for name in made.namelist():
            content = made.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'ref="A1:E8"', b'ref="A1:XFD1048576"')
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match="more than 12 million cells"):
        open_source(bomb)


def test_a_workbook_of_empty_sheets_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "blank.xlsx")
    with pytest.raises(UnreadableFile, match="sheets are all empty"):
        open_source(tmp_path / "blank.xlsx")


def old_workbook(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("处罚")
    for row in range(200):
        sheet.write(row, 0, f"济南第{row}有限公司")
        sheet.write(row, 1, row)
    book.save(str(path))
    return path


def test_an_old_workbook_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    raw = old_workbook(tmp_path / "whole.xls").read_bytes()
    cut = tmp_path / "cut.xls"
    for end in range(600, len(raw) - 512, 401):
        cut.write_bytes(raw[:end])
        with pytest.raises(UnreadableFile, match="cut off or damaged"):
            open_source(cut)


@pytest.mark.parametrize(
    ("record", "place", "why"),
    [
        pytest.param(b"\x7e\x02\x0a\x00", 6, "stands in no column", id="a cell's column"),
        pytest.param(b"\x00\x02\x0e\x00", 4, "the extent at", id="a first row behind the last"),
    ],
)
def test_what_stands_nowhere_is_not_given_the_memory_it_asks_for(
    tmp_path: Path, record: bytes, place: int, why: str
) -> None:
    path = old_workbook(tmp_path / "old.xls")
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        stream = bytearray(ole.openstream("Workbook").read())
        at = stream.index(record) + place
        stream[at : at + 2] = b"\xff\xff"
        ole.write_stream("Workbook", bytes(stream))
    with pytest.raises(UnreadableFile, match=why):
        open_source(path)


def test_a_container_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = old_workbook(tmp_path / "old.xls")
    raw = bytearray(path.read_bytes())
    directory = int.from_bytes(raw[48:52], "little")
    entry = (int.from_bytes(raw[76:80], "little") + 1) * 512 + 4 * directory
    raw[entry : entry + 4] = directory.to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match="cut off or damaged"):
        open_source(path)


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = old_workbook(tmp_path / "old.xls")
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        stream = bytearray(ole.openstream("Workbook").read())
        version, length = stream[:4], int.from_bytes(stream[2:4], "little")
        assert version[:2] == b"\x09\x08"
        after = 4 + length  # the next record becomes that of a password; the cells are no cells
        stream[after : after + 2] = b"\x2f\x00"
        cell = stream.index(b"\x7e\x02\x0a\x00")
        stream[cell + 4 : cell + 14] = b"\xfe" * 10
        ole.write_stream("Workbook", bytes(stream))
    with pytest.raises(UnreadableFile, match="is encrypted; save it without a password"):
        open_source(path)


def test_a_panic_of_the_reader_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panic = type("PanicException", (BaseException,), {})

    class Panics:
        @staticmethod
        def from_filelike(_: io.BytesIO) -> None:
            raise panic("slice index starts at 8192 but ends at 7716")

    monkeypatch.setattr(excel, "CalamineWorkbook", Panics)
    with pytest.raises(UnreadableFile, match="cut off or damaged"):
        open_source(old_workbook(tmp_path / "old.xls"))
