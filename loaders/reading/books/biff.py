"""An old workbook (XLS) before calamine reads it: is it whole, and which cells are errors.

A damaged one ends calamine in a panic, or asks it for all the memory there is.

**Source:** [MS-XLS] 2.4.24 BoolErr, 2.4.28 BoundSheet8, 2.4.77 Date1904, 2.4.90 Dimensions,
2.4.127 Formula, 2.5.10 Bes; [MS-CFB].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

_STREAMS = ("Workbook", "Book")  # of Excel 97 and later, of Excel 5 and 95
_EOF, _FORMULA, _SHEET, _BOOL_OR_ERROR, _PASSWORD = 0x0A, 0x06, 0x85, 0x205, 0x2F
_FROM_1904 = 0x22
_CELLS = (0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E)
_EXTENT = 0x200
_LONGEST, _WIDEST = 65_536, 256  # rows and columns of a sheet
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}

Places = dict[tuple[int, int], str]


class Encrypted(ValueError):
    """The workbook is kept from reading by a password."""


def looked_through(raw: bytes) -> tuple[list[Places], bool]:
    """Return the error cells of each sheet of the workbook, which calamine gives as '', and
    whether its days are counted from 1904.

    Raises:
        Encrypted: it wants a password.
        ValueError: its container or a record of it is cut off or damaged.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as ole:
            name = next((name for name in _STREAMS if ole.exists(name)), None)
            if name is None:
                raise ValueError("it holds no workbook")
            _require_ends(ole)
            stream = ole.openstream(name).read()
        begins, from_1904 = _of_book(stream)
        return [_of_sheet(stream, begin) for begin in begins], from_1904
    except (OSError, struct.error, IndexError) as error:
        raise ValueError(str(error)) from error


def _require_ends(ole: olefile.OleFileIO) -> None:
    """Refuse a container of which a chain of blocks leads back into itself: it would never end."""
    long = [e.isectStart for e in ole.direntries if e and e.size >= ole.minisectorcutoff]
    for start in (ole.first_dir_sector, ole.first_mini_fat_sector, ole.root.isectStart, *long):
        at, steps = start, 0
        while at < len(ole.fat):
            at, steps = ole.fat[at], steps + 1
            if steps > len(ole.fat):
                raise ValueError(f"the blocks from {start} on lead back into themselves")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of each record from a place to the end of its part."""
    kind = size = 0
    while kind != _EOF:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == 0 or at + size > len(stream):
            raise ValueError(f"no record ends at byte {at}")
        yield kind, at, size
        at += size


def _of_book(stream: bytes) -> tuple[list[int], bool]:
    """Return where the records of each sheet begin, and whether days are counted from 1904."""
    found, from_1904 = [], False
    for kind, at, size in _records(stream, 0):
        if kind == _PASSWORD:
            raise Encrypted
        if kind == _SHEET:
            found.append(struct.unpack_from("<I", stream, at)[0])
        if kind == _FROM_1904:
            from_1904 = any(stream[at : at + size])
    return found, from_1904


def _is_extent(record: bytes) -> bool:
    """Return whether first and last row and column are those of a sheet."""
    first, last, left, right = struct.unpack_from("<IIHH" if len(record) >= 14 else "<4H", record)
    return bool(first <= last <= _LONGEST and left <= right <= _WIDEST)


def _of_sheet(stream: bytes, begin: int) -> Places:
    found: Places = {}
    for kind, at, size in _records(stream, begin):
        if kind in _CELLS and size >= 4 and struct.unpack_from("<H", stream, at + 2)[0] >= _WIDEST:
            raise ValueError(f"a cell at byte {at} stands in no column")
        if kind == _EXTENT and not _is_extent(stream[at : at + size]):
            raise ValueError(f"the extent at byte {at} is none")
        if kind == _BOOL_OR_ERROR and size >= 8:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", stream, at)
            if is_error:
                found[row, column] = _ERRORS.get(code, "#VALUE!")
        elif kind == _FORMULA and size >= 14:
            row, column, _, result, code, last = struct.unpack_from("<HHHBxBxxxH", stream, at)
            if last == 0xFFFF and result == 2:
                found[row, column] = _ERRORS.get(code, "#VALUE!")
    return found
