"""Which file belongs to which table: by its name and by its header, and never by one alone."""

from __future__ import annotations

import contextlib
import fnmatch
import os
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from graph.errors import MissingFile, UnreadableFile
from loaders.cells import OF_YEAR
from loaders.checking.days_above import may_be_said
from loaders.checking.header_names import belongs, matched, missing, named_exactly, spoken
from loaders.checking.recognising import header_in, recognised, wanted_by
from loaders.checking.rejects import is_rejects
from loaders.reading import Grid, Header, folded_name, open_source
from loaders.table import Table

_LOOKED_AT = 20  # rows among which a header is looked for
_SHOWN = 4
_NEAREST = 2  # tables of which it is said what a header lacks
_DECLARE = "declare it with `qiji table new`."
_ADVICE = f"add that to it, or {_DECLARE}"


@dataclass(frozen=True)
class Source:
    """A file to load: where it is, and what it is called in its delivery."""

    path: Path
    name: str


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a text file, and the tables it may belong to.

    Attributes:
        tables: those that its name and header fit; it is loaded if there is exactly one.
        mended: it holds refused rows that come back.
        why: a sentence, where it does not belong to exactly one table.
    """

    source: Source
    sheet: str
    tables: tuple[str, ...]
    mended: bool = False
    why: str = ""

    @property
    def name(self) -> str:
        """What its rows say they stood in: the file, and its sheet after `#`."""
        return f"{self.source.name}#{self.sheet}" if self.sheet else self.source.name


def sources(path: Path) -> list[Source]:
    """Return the files of a folder at any depth, or the one file; hidden ones are left out.

    Raises:
        MissingFile: there is nothing to load.
    """
    if not path.exists():
        raise MissingFile(f"{path} does not exist; `qiji load` takes a folder of files, or a file.")
    if not path.is_dir():
        return [Source(path, printable(path.name))]
    found = sorted(p for p in path.rglob("*") if not p.is_dir() or p.is_symlink())
    named = [Source(p, printable(p.relative_to(path).as_posix())) for p in found]
    kept = [s for s in named if not _is_hidden(s.name)]
    if not kept:
        raise MissingFile(f"{path} holds no file to load.")
    return kept


def printable(name: str) -> str:
    r"""Return a file's name as it may be shown and kept: no line breaks, nothing but text.

    Bytes that are no UTF-8 are read as GB18030, in which older machines name files.

    >>> printable("a\nb")
    'a\\nb'
    """
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            name = raw.decode(encoding)
            break
    else:
        name = raw.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)


def _is_hidden(name: str) -> bool:
    """Return whether a name is a system's or an open workbook's own."""
    return any(part.startswith((".", "~$")) for part in name.split("/")) or name.endswith(
        ("Thumbs.db", "desktop.ini")
    )


def sheets(source: Source, tables: Mapping[str, Table]) -> list[Sheet]:
    """Return the sheets of a file, each with the tables it fits.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    return [_assigned(source, grid, tables) for grid in open_source(source.path)]


def among(sheet: Sheet, given: Container[str]) -> Sheet:
    """Return a sheet with those of its tables alone that are given."""
    left = tuple(name for name in sheet.tables if name in given)
    if left == sheet.tables:
        return sheet
    if left:
        return replace(sheet, tables=left, why=_several(left))
    why = f"it fits {sheet.tables[0]}, which is declared elsewhere; load it with --tables DIR."
    return replace(sheet, tables=(), why=why)


def fits_name(table: Table, *names: str) -> bool:
    """Return whether one of the names is one that a table's files come under, in any case."""
    patterns = _folded(table.files)
    for name in names:
        whole = unicodedata.normalize("NFKC", name).casefold().rpartition("/")[2]
        stem = whole.rpartition(".")[0] or whole
        if any(fnmatch.fnmatchcase(one, p) for one in (whole, stem) for p in patterns):
            return True
    return False


@lru_cache(1024)
def _folded(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns of names in one case and width; each file is held against all tables'."""
    return tuple(unicodedata.normalize("NFKC", p).casefold() for p in patterns)


def _assigned(source: Source, grid: Grid, tables: Mapping[str, Table]) -> Sheet:
    named = [t for t in tables.values() if fits_name(t, source.name, grid.sheet)]
    for reading in grid.readings():
        rows = [[folded_name(c) for c in row] for row in reading.head(_LOOKED_AT)]
        if any(is_rejects(names) for names in rows):
            return _mended(source, grid, rows, tables)
        headers = _headers(header_in, reading, [t for t in named if t.reading is None])
        if headers:
            break
    else:
        headers = {}
    headers |= _headers(_recognised, grid, [t for t in named if t.reading is not None])
    fitting = _best(headers, grid, tables)
    if fitting:
        return Sheet(source, grid.sheet, tuple(fitting), why=_several(fitting))
    return Sheet(source, grid.sheet, (), why=_why_none(grid, named, tables))


def _several(fitting: Sequence[str]) -> str:
    if len(fitting) < 2:
        return ""
    return f"it fits several tables: {', '.join(fitting)}; give it a name that fits one alone."


def _headers(
    looked: Callable[[Grid, Table], Header | None], grid: Grid, tables: Iterable[Table]
) -> dict[str, Header]:
    """Return the headers of tables that a grid has; what is wrong with one is said when it is read.

    One with which something is wrong names nothing.
    """
    found: dict[str, Header] = {}
    for table in tables:
        try:
            header = looked(grid, table)
        except UnreadableFile:
            header = Header(-1, 0, [], [])
        if header is not None:
            found[table.name] = header
    return found


def _recognised(grid: Grid, table: Table) -> Header | None:
    found = recognised(grid, table)
    return None if found is None else found[1]


def _best(headers: Mapping[str, Header], grid: Grid, tables: Mapping[str, Table]) -> list[str]:
    """Return of several tables the one that a header is of most of all, else all.

    That is the one that reads all that the others read of it and more, a column that it requires
    among that; else the one whose columns it names in the declaration's own words; else the one
    that reads more of it than the others, whatever that is.
    """
    fitting = list(headers)
    if len(fitting) < 2:
        return fitting
    rows = [[folded_name(c) for c in row] for row in grid.head(_LOOKED_AT)]
    read = {t: _read_of(tables[t], header) for t, header in headers.items()}
    more = [t for t in fitting if all(set(read[t]) > set(read[o]) for o in fitting if o != t)]
    others = {name for t in fitting if t not in more for name in read[t]}
    if any(
        tables[t].columns[h].required for t in more for n, h in read[t].items() if n not in others
    ):
        return more
    own = [t for t in fitting if any(named_exactly(tables[t], names) for names in rows)]
    return own if len(own) == 1 else more or fitting


def _read_of(table: Table, header: Header) -> dict[str, str]:
    """Return name -> declared header, of what a table reads of a file."""
    there = matched(table, header.stood or header.names)
    given = {one.name: one.name for one in header.given}
    return {name: declared for declared, name in there.items()} | given


def _mended(
    source: Source, grid: Grid, rows: list[list[str]], tables: Mapping[str, Table]
) -> Sheet:
    names = next(names for names in rows if is_rejects(names))
    stem = Path(source.name).stem
    fitting = [t.name for t in tables.values() if belongs(t, names)]
    if stem in fitting:
        fitting = [stem]
    why = (
        ""
        if len(fitting) == 1
        else f"it holds refused rows, but of {len(fitting)} tables; call it `<table>.csv`."
    )
    return Sheet(source, grid.sheet, tuple(fitting), mended=True, why=why)


def _why_none(grid: Grid, named: Iterable[Table], tables: Mapping[str, Table]) -> str:
    """Return why a sheet belongs to no table, what comes nearest, and what to do."""
    heads = grid.head(_LOOKED_AT)
    rows = {grid.line(n): [folded_name(c) for c in row] for n, row in enumerate(heads) if any(row)}
    short = sorted((_nearest(t, rows) for t in named), key=lambda one: one.far)[:_NEAREST]
    if short and rows:
        first, more = short[0], [f"; for {one.table.name}, {one.words}" for one in short[1:]]
        if unlike := _no_table(heads):
            return f"its name fits {first.table.name}, but {unlike}; save it as CSV."
        if not first.lacks:
            return f"its name fits {first.table.name}, but few of its columns are that table's."
        return (
            f"its name fits {first.table.name}, but its header{first.where} lacks {first.words}"
            f"{''.join(more)}; {first.advice}"
        )
    alike = [t for t in tables.values() if any(map(wanted_by(t), rows.values()))]
    if alike:
        best = max(alike, key=lambda t: max(map(wanted_by(t), rows.values())))
        return (
            f"its header is that of {best.name}, whose files are called "
            f"{' or '.join(best.files)}; call it so if it is one."
        )
    return f"neither its name nor its header is that of a declared table; {_DECLARE}"


def _no_table(heads: list[list[str]]) -> str:
    """Return what the first rows of a file are instead of a table's, nothing if they may be."""
    first = next((cell.strip() for row in heads for cell in row if cell.strip()), "")
    if first.startswith(("{", "[{")):
        return "it holds objects (JSON), no table"
    if all(sum(bool(cell.strip()) for cell in row) <= 1 for row in heads):
        return "no row of it has two cells: what parts them is no comma, semicolon, bar or tab"
    return ""


@dataclass(frozen=True)
class _Near:
    """A table that a file's name fits, and what the row that comes nearest to its header lacks."""

    table: Table
    lacks: list[str]
    known: int
    line: int

    @property
    def far(self) -> tuple[int, int]:
        return len(self.lacks), -self.known

    @property
    def where(self) -> str:
        return f" (line {self.line})" if self.known else ""

    @property
    def advice(self) -> str:
        """What to do, which may be to say a day once above the header."""
        days = [h for h in self.lacks if h in may_be_said(self.table)]
        if not days:
            return _ADVICE
        label = may_be_said(self.table)[days[0]][0]
        day = f"2024{label}" if label == OF_YEAR else f"{label}：2024-03-01"
        return f"add that to it, or say it once above ({day}), or {_DECLARE}"

    @property
    def words(self) -> str:
        more = len(self.lacks) - _SHOWN
        said = ", ".join(spoken(self.table, header) for header in self.lacks[:_SHOWN])
        return f"{said} and {more} more" if more > 0 else said


def _nearest(table: Table, rows: Mapping[int, list[str]]) -> _Near:
    near = (
        _Near(table, missing(table, names), len(matched(table, names)), line)
        for line, names in rows.items()
    )
    return min(near, key=lambda one: one.far, default=_Near(table, [], 0, 0))
