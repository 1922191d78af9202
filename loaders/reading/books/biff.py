"""The error cells of an old workbook (XLS), which calamine gives as ''.

**Source:** [MS-XLS] 2.4.24 BoolErr, 2.4.127 Formula, 2.4.28 BoundSheet8, 2.5.10 Bes.
"""

from __future__ import annotations

import io
import struct

import olefile

_EOF, _FORMULA, _SHEET, _BOOL_OR_ERROR = 0x0A, 0x06, 0x85, 0x205
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


def errors(raw: bytes) -> list[Places]:
    """Return the error cells of each sheet of the workbook, in the book's order.

    Empty where the file is of another kind than Excel 97 and later write.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as ole:
            stream = ole.openstream("Workbook").read()
        return [_of_sheet(stream, begin) for begin in _begins(stream)]
    except (OSError, struct.error, IndexError, ValueError):
        return []


def _begins(stream: bytes) -> list[int]:
    """Return where the records of each sheet begin."""
    found, at = [], 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _EOF:
            break
        if record == _SHEET:
            found.append(struct.unpack_from("<I", stream, at + 4)[0])
        at += 4 + size
    return found


def _of_sheet(stream: bytes, at: int) -> Places:
    found: Places = {}
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _EOF:
            break
        if record == _BOOL_OR_ERROR and size >= 8:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", stream, at + 4)
            if is_error:
                found[row, column] = _ERRORS.get(code, "#VALUE!")
        elif record == _FORMULA and size >= 14:
            row, column, _, kind, code, last = struct.unpack_from("<HHHBxBxxxH", stream, at + 4)
            if last == 0xFFFF and kind == 2:
                found[row, column] = _ERRORS.get(code, "#VALUE!")
        at += 4 + size
    return found
