"""The zip of an XLSX: checked before anything unfolds it, asked for what calamine leaves out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
from lxml import etree

from graph.errors import UnreadableFile
from loaders.reading.grid import UNSTORED

MOST_BYTES = 1 << 30  # [param] unfolded; a sheet of a million rows of ten columns has half of it
MOST_CELLS = 12_000_000  # [param] of a sheet, which is unfolded whole: about 1.6 GB
_MOST_WORDS = 400 << 20  # [param] bytes of all its cells' words, unfolded as well
_MOST_LIST = 16 << 20  # bytes of the list of sheets
_BLOCK = 8 << 20
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL
)
_UNSTORED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d+)<')
_WORD_ENDS = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si/>")
_LONGEST_TAG = 64
_DAMAGED = "is a workbook or archive that is cut off or damaged; ask for it again"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    etree.XMLSyntaxError,
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Places = dict[tuple[int, int], str]
"""Row and column, from 0 -> what stands there."""


class Archive:
    """An XLSX before it is read.

    Raises:
        UnreadableFile: it is encrypted, damaged, no workbook, or unfolds beyond all measure.
    """

    def __init__(self, file: str, raw: bytes) -> None:
        self.file = file
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(raw))
            self._check()
            damaged = self.zip.testzip()  # check sums, which calamine does not look at
        except _DAMAGE as error:
            raise self._refused(_DAMAGED) from error
        if damaged:
            raise self._refused(_DAMAGED)

    def _check(self) -> None:
        members = self.zip.infolist()
        names = {member.filename for member in members}
        if any(member.flag_bits & 1 for member in members):
            raise self._refused("is encrypted; save it without a password")
        if _says_open_document(self.zip, names):
            raise self._refused("is an OpenDocument table; save it as XLSX or CSV")
        if not names & {"xl/workbook.xml", "xl/workbook.bin"}:
            raise self._refused("is a zip archive, not a workbook; unpack it first")
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise self._refused("unfolds to more than 1 GB; split it, or save it as CSV")
        for path in names:
            if path.startswith("xl/worksheets/") and path.endswith(".xml"):
                self._check_extent(path)

    def _check_extent(self, path: str) -> None:
        """Refuse a sheet said to be larger than memory can bear, before it is unfolded."""
        with self.zip.open(path) as member:
            start = member.read(4096)
        said = re.search(rb'<dimension\b[^>]*\bref="[A-Z]+\d+:([A-Z]+)(\d+)"', start)
        if said and (_column(said[1].decode()) + 1) * int(said[2]) > MOST_CELLS:
            raise self._refused("says it has more than 12 million cells; save it as CSV")

    def _refused(self, why: str) -> UnreadableFile:
        return UnreadableFile(f"{self.file!r} {why}.", file=self.file)

    def unread(self, sheet: str) -> Places:
        """Return the cells of a sheet that calamine gives as '': errors, and formulas of which
        the file holds no value.

        Raises:
            UnreadableFile: its cells, or the words in them, are more than memory can bear,
                whatever it says of itself.
        """
        found: Places = {}
        rows = columns = words = 0
        for xml in self._rows(sheet):
            rows = max([rows, *map(int, _ROW.findall(xml))])
            columns = max(columns, _widest(xml))
            if rows * columns > MOST_CELLS:
                raise self._refused(
                    f"has more than {MOST_CELLS:,} cells in a sheet; save it as CSV"
                )
            words += self._words(xml)
            if words > _MOST_WORDS:
                raise self._refused("unfolds to more than 400 MB of words; save it as CSV")
            if b't="e"' in xml:
                found |= {_place(cell): cell[3].decode() for cell in _ERROR.finditer(xml)}
            if b"<f" in xml:
                found |= {_place(cell): UNSTORED for cell in _UNSTORED.finditer(xml)}
        return found

    def _words(self, xml: bytes) -> int:
        """Return the bytes of the words that cells share, once a cell; few are not counted."""
        if int(self._lengths.max(initial=0)) * xml.count(b't="s"') < _BLOCK:
            return 0
        shared = np.fromiter(map(int, _SHARED.findall(xml)), np.int64)
        return int(self._lengths[shared[shared < len(self._lengths)]].sum())

    @cached_property
    def _lengths(self) -> npt.NDArray[np.int64]:
        """Return how many bytes each of the words has that cells share."""
        if "xl/sharedStrings.xml" not in self.zip.namelist():
            return np.zeros(0, np.int64)
        ends, read = [0], 0
        with self.zip.open("xl/sharedStrings.xml") as member:
            rest = b""
            while block := member.read(_BLOCK):
                rest += block
                ends += [read + found.end() for found in _WORD_ENDS.finditer(rest)]
                tail = max(ends[-1] - read, len(rest) - _LONGEST_TAG)
                read, rest = read + tail, rest[tail:]
        return np.diff(ends)

    def _rows(self, sheet: str) -> Iterator[bytes]:
        """Yield a sheet's XML in parts of whole rows."""
        path = self._paths.get(sheet)
        if path not in self.zip.namelist():
            return
        rest = b""
        with self.zip.open(path) as member:
            while block := member.read(_BLOCK):
                rest += block
                end = rest.rfind(b"</row>")
                if end >= 0:
                    yield rest[:end]
                    rest = rest[end:]
        yield rest

    @cached_property
    def _paths(self) -> dict[str, str]:
        """Return where the XML of each sheet is; nothing of an XLSB."""
        if self._book is None:
            return {}
        relations = self._parsed("xl/_rels/workbook.xml.rels")
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        named = [
            (s.get("name", ""), targets.get(s.get(_RELATION), ""))
            for s in self._book.iter("{*}sheet")
        ]
        return {
            name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            for name, target in named
        }

    @cached_property
    def from_1904(self) -> bool:
        """Whether its days are counted from 1904; of an XLSB it is not known."""
        said = () if self._book is None else self._book.iter("{*}workbookPr")
        return any(one.get("date1904") in ("1", "true") for one in said)

    @cached_property
    def _book(self) -> etree._Element | None:
        """Return the list of sheets; None of an XLSB."""
        there = "xl/workbook.xml" in self.zip.namelist()
        return self._parsed("xl/workbook.xml") if there else None

    def _parsed(self, path: str) -> etree._Element:
        """Return a small part as a tree; no entity in it unfolds."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            if self.zip.getinfo(path).file_size > _MOST_LIST:
                raise ValueError(path)
            return etree.fromstring(self.zip.read(path), parser)
        except (*_DAMAGE, KeyError) as error:
            raise self._refused(_DAMAGED) from error


def _says_open_document(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > _LONGEST_TAG:
        return False
    return b"opendocument" in archive.read("mimetype")


def _widest(xml: bytes) -> int:
    """Return how many columns the cells of some rows reach over."""
    for letters in (3, 2, 1):
        found = set(re.findall(rb'\br="([A-Z]{%d})\d' % letters, xml))
        if found:
            return _column(max(found).decode()) + 1
    return 0


def _place(cell: re.Match[bytes]) -> tuple[int, int]:
    return int(cell[2]) - 1, _column(cell[1].decode())


def _column(letters: str) -> int:
    """Return a column's place, A being 0.

    >>> _column("AA")
    26
    """
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
