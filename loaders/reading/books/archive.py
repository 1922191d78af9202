"""The zip of an XLSX: checked before anything unfolds it, asked for what calamine leaves out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from graph.errors import UnreadableFile
from loaders.reading.grid import UNSTORED

MOST_BYTES = 1 << 30  # [param] unfolded; a sheet of a million rows of ten columns has half of it
MOST_CELLS = 30_000_000  # [param] of a sheet, which is unfolded whole: about 2 GB
_MOST_LIST = 16 << 20  # bytes of the list of sheets
_BLOCK = 8 << 20
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL
)
_UNSTORED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]+)(\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
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
            raise self._refused("says it has more than 30 million cells; save it as CSV")

    def _refused(self, why: str) -> UnreadableFile:
        return UnreadableFile(f"{self.file!r} {why}.", file=self.file)

    def unread(self, sheet: str) -> Places:
        """Return the cells of a sheet that calamine gives as '': errors, and formulas of which
        the file holds no value.
        """
        found: Places = {}
        for xml in self._rows(sheet):
            if b't="e"' in xml:
                found |= {_place(cell): cell[3].decode() for cell in _ERROR.finditer(xml)}
            if b"<f" in xml:
                found |= {_place(cell): UNSTORED for cell in _UNSTORED.finditer(xml)}
        return found

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
        if "xl/workbook.xml" not in self.zip.namelist():
            return {}
        try:
            book = self._parsed("xl/workbook.xml")
            relations = self._parsed("xl/_rels/workbook.xml.rels")
        except (*_DAMAGE, KeyError) as error:
            raise self._refused(_DAMAGED) from error
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        named = [
            (s.get("name", ""), targets.get(s.get(_RELATION), "")) for s in book.iter("{*}sheet")
        ]
        return {
            name: target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            for name, target in named
        }

    def _parsed(self, path: str) -> etree._Element:
        """Return a small part as a tree; no entity in it unfolds."""
        if self.zip.getinfo(path).file_size > _MOST_LIST:
            raise ValueError(path)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return etree.fromstring(self.zip.read(path), parser)


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
