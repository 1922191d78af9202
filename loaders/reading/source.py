"""A path into grids, by what the file is and not by what it is called."""

import os
import stat
from io import BufferedReader
from pathlib import Path

from graph.errors import UnreadableFile
from loaders.reading.books import pages, sheets
from loaders.reading.encoding import looks_like
from loaders.reading.grid import Grid
from loaders.reading.large import is_large, large_grids
from loaders.reading.text import text_grids

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; unpack it first",
    b"BZh": "a bzip2 archive; unpack it first",
    b"\xfd7zXZ\x00": "an xz archive; unpack it first",
    b"PK\x05\x06": "an empty zip archive",
    b"%PDF": "a PDF; ask for the table itself",
    b"\x89PNG": "a picture; ask for the table itself",
    b"\xff\xd8\xff": "a picture; ask for the table itself",
    b"{\\rtf": "a word-processor text; ask for the table itself",
    b"PAR1": "a Parquet file; export it as CSV",
    b"SQLite format 3\x00": "a SQLite database; export its table as CSV",
}
_MOST_BYTES = 256 << 20  # [param] of what is read whole: workbooks and pages
_LOOKED_AT = 1 << 16
_MARKUP = (b"<!doctype html", b"<html", b"<table", b"<?xml")


def open_source(path: Path | str) -> list[Grid]:
    """Return the grids of a file: one a sheet that is not empty, one for a text.

    A text grid is the likeliest reading of the bytes; `Grid.readings` has the others, and
    `header` tries them all.

    Raises:
        UnreadableFile: nothing honest can be read; the sentence names the file and why.
    """
    path = Path(path)
    if in_pieces(path):
        return _text(path, next(large_grids(path), None), _begin(path))
    raw = _bytes(path)
    if raw.startswith((_ZIP, _OLE)):
        return sheets(path.name, raw)
    for magic, meaning in _OTHERS.items():
        if raw.startswith(magic):
            raise _refused(path, f"is {meaning}")
    if _is_page(raw):
        return pages(path.name, raw)
    return _text(path, next(text_grids(path.name, raw), None), raw)


def in_pieces(path: Path) -> bool:
    """Return whether a file is a text so large that it is read in pieces.

    Raises:
        UnreadableFile: it is no regular file, or this user may not read it.
    """
    begin = _begin(path)
    no_text = begin.startswith((_ZIP, _OLE, *_OTHERS)) or _is_page(begin)
    return is_large(path) and not no_text


def _is_page(raw: bytes) -> bool:
    return raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)


def _text(path: Path, first: Grid | None, raw: bytes) -> list[Grid]:
    if first is None:
        guess = looks_like(raw)
        hint = f" (it looks most like {guess})" if guess else ""
        raise _refused(
            path, f"is neither UTF-8, UTF-16, GB18030 nor Big5 text{hint}; save it as UTF-8"
        )
    return [first]


def _begin(path: Path) -> bytes:
    with opened(path) as file:
        return file.read(_LOOKED_AT)


def _bytes(path: Path) -> bytes:
    try:
        with opened(path) as file:
            if os.fstat(file.fileno()).st_size > _MOST_BYTES:
                raise _refused(path, "is a workbook or page of more than 256 MB; save it as CSV")
            raw = file.read()
    except OSError as error:
        raise _refused(path, _why(path, error)) from error
    if not raw.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise _refused(path, "is empty" if not raw else "holds nothing but blanks")
    return raw


def opened(path: Path) -> BufferedReader:
    """Return a regular file, open; looks before opening, so that a pipe never blocks.

    Raises:
        UnreadableFile: it is no regular file, or this user may not read it.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise _refused(path, f"is {_sort(mode)}, not a regular file; give a file")
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refused(path, _why(path, error)) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _refused(path, "is not a regular file; give a file")
    return open(handle, "rb")


def _sort(mode: int) -> str:
    sorts = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return sorts.get(stat.S_IFMT(mode), "something else")


def _why(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is a link to nothing" if path.is_symlink() else "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read by this user; change its permissions"
    if error.errno == 40:  # ELOOP
        return "is a link that leads back to itself"
    return f"cannot be read ({error.strerror})"


def _refused(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(f"{path.name!r} {why}.", file=path.name, path=str(path))
