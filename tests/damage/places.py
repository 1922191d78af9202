"""Kinds of damage: what is no file, what unfolds without end, and names that break lines."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from pathlib import Path
from random import Random

import xlsxwriter

from tests.damage.cases import DAMAGED, Case, Maker, case, facts, kind, refused, rows_of, text_of
from tests.damage.workbooks import NEW, OLD, book, valued


def _with(
    dice: Random, name: str | bytes, make: bytes | Maker, says: str, state: str = "refused"
) -> Case:
    """Return the case of a sound file beside one that cannot be read."""
    found = facts(dice)
    files = {DAMAGED: text_of(rows_of(found)).encode(), name: make}
    return Case(files=files, facts=found, states=tuple(sorted(("loaded", state))), says=(says,))


@kind
def a_named_pipe(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", os.mkfifo, "pipe")


@kind
def a_link_loop(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", lambda path: path.symlink_to(path.name), "link")


@kind
def a_link_to_nothing(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", lambda path: path.symlink_to("nowhere"), "link")


@kind
def a_link_to_its_own_folder(dice: Random) -> Case:
    return _with(dice, "处罚2", lambda path: path.symlink_to(".."), "folder")


@kind
def a_device(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", lambda path: path.symlink_to("/dev/zero"), "device")


@kind
def a_file_without_permission(dice: Random) -> Case:
    """Whoever may read all, as root, reads it."""
    found = facts(dice)
    half = len(found) // 2

    def closed(path: Path) -> None:
        path.write_text(text_of(rows_of(found[half:])), "utf-8")
        path.chmod(0)

    files: dict[str | bytes, bytes | Maker] = {
        DAMAGED: text_of(rows_of(found[:half])).encode(),
        "处罚2.csv": closed,
    }
    if os.geteuid() == 0:
        return Case(files=files, facts=found, states=("loaded", "loaded"))
    return Case(files=files, facts=found[:half], states=("loaded", "refused"), says=("permission",))


@kind
def a_name_with_line_breaks_and_pictures(dice: Random) -> Case:
    found = facts(dice)
    name = dice.choice(
        ["处罚\n第二行.csv", "处罚🙂\u202e.csv", "处罚\r\t'\"$(x).csv", "处罚 \x1b[31m.csv"]
    )
    return case(text_of(rows_of(found)), found, name=name)


@kind
def a_name_of_bytes_that_are_no_text(dice: Random) -> Case:
    """A file from a machine whose names are in GB18030."""
    found = facts(dice)
    raw = text_of(rows_of(found)).encode()
    return Case(files={b"damaged-" + "处罚".encode("gb18030") + b".csv": raw}, facts=found)


@kind
def a_name_of_the_longest(dice: Random) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found)), found, name=f"处罚{'长' * 80}.csv")


@kind
def an_empty_file(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", b"", "empty")


@kind
def a_blank_file(dice: Random) -> Case:
    return _with(dice, "处罚2.csv", b" \r\n\t\n" * dice.randint(1, 99), "blanks")


@kind
def an_archive_of_tables(dice: Random) -> Case:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("处罚.csv", text_of(rows_of(facts(dice))))
    return refused(out.getvalue(), "unpack", name=dice.choice([NEW, "处罚.zip"]))


@kind
def a_compressed_table(dice: Random) -> Case:
    return refused(gzip.compress(text_of(rows_of(facts(dice))).encode()), "gzip")


@kind
def a_file_of_another_program(dice: Random) -> Case:
    start = dice.choice(
        [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"{\\rtf1", b"7z\xbc\xaf\x27\x1c", b"Rar!"]
    )
    return refused(start + dice.randbytes(200), "is a", name=dice.choice([OLD, DAMAGED]))


def _with_part(raw: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one part of it replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


@kind
def an_archive_that_unfolds_without_end(dice: Random) -> Case:
    """A sheet of a few kilobytes that unfolds to four gigabytes, as its directory says."""
    raw = bytearray(book(valued(facts(dice))))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        about = archive.getinfo("xl/worksheets/sheet1.xml")
    entry = raw.rindex(b"xl/worksheets/sheet1.xml") - 46
    raw[entry + 24 : entry + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    assert about.file_size < 1 << 20
    return refused(bytes(raw), "unfolds", name=NEW)


@kind
def an_archive_that_lies_about_its_size(dice: Random) -> Case:
    """It unfolds to far more than its directory says."""
    raw = book(valued(facts(dice)))
    bomb = _with_part(raw, "xl/worksheets/sheet1.xml", b"<x>" + b" " * (8 << 20))
    data = bytearray(bomb)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        about = archive.getinfo("xl/worksheets/sheet1.xml")
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    for at in (entry + 24, about.header_offset + 22):
        data[at : at + 4] = (1000).to_bytes(4, "little")
    return refused(bytes(data), "damaged", name=NEW)


@kind
def entities_that_unfold_without_end(dice: Random) -> Case:
    """The billion laughs, in the list of sheets."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]>'
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="&l11;" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    raw = _with_part(book(valued(facts(dice))), "xl/workbook.xml", xml.encode())
    return refused(raw, "", name=NEW)


@kind
def a_sheet_of_a_billion_cells(dice: Random) -> Case:
    """Two cells, one of them in the last corner: the sheet between is never made."""
    return refused(
        book([["决定书文号"]], lambda s: s.cell(1_048_576, 16_384, "x")), "cells", name=NEW
    )


@kind
def a_sheet_that_lies_about_its_size(dice: Random) -> Case:
    """It says that it has one cell, and has two in opposite corners."""
    raw = book([["决定书文号"]], lambda s: s.cell(1_048_576, 16_384, "x"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    said = sheet.replace(b"A1:XFD1048576", b"A1:A1")
    assert said != sheet
    return refused(_with_part(raw, "xl/worksheets/sheet1.xml", said), "cells", name=NEW)


@kind
def one_word_in_every_cell(dice: Random) -> Case:
    """A word of thirty thousand letters, which all cells share, unfolds to gigabytes."""
    word = "长" * 30_000
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEF") + "</row>"
        for n in range(1, 1001)
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    words = f'<sst xmlns="{space}" count="6000" uniqueCount="1"><si><t>{word}</t></si></sst>'
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.add_worksheet("表1").write_string(0, 0, "x")
    raw = _with_part(out.getvalue(), "xl/worksheets/sheet1.xml", sheet.encode())
    raw = _with_part(raw, "xl/sharedStrings.xml", words.encode())
    return refused(raw, "words", name=NEW)


@kind
def a_web_page_nested_without_end(dice: Random) -> Case:
    text = "<html><table><tr><td>" + "<div>" * dice.randint(20_000, 60_000) + "x"
    return refused(text, "", "refused", name=OLD)


@kind
def a_table_twice_under_two_names(dice: Random) -> Case:
    found = facts(dice)
    raw = text_of(rows_of(found)).encode()
    return Case(files={"处罚.csv": raw, "处罚2.csv": raw}, facts=found, states=("known", "loaded"))


@kind
def a_stream_that_is_no_archive(dice: Random) -> Case:
    return refused(b"PK\x03\x04" + zlib.compress(dice.randbytes(500)), "", name=NEW)
