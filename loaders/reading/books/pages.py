"""Web pages, and the XML of Excel 2003, which programs like to name `.xls`: tables as grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from lxml import etree

from graph.errors import UnreadableFile
from loaders.reading.books.excel import SheetGrid
from loaders.reading.encoding import Decoded, decodings
from loaders.reading.grid import TEXT, UNSTORED, Grid

_MOST_BYTES = 64 << 20  # [param] of a page, which is unfolded whole
_MOST_COLUMNS = 16_384  # as many as Excel has
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_OPENS_ROW = re.compile(rb"<tr[\s>/]", re.IGNORECASE)
_ASIDE = re.compile(rb"<!--.*?-->|<(script|style|textarea|title)\b.*?</\1\s*>", re.DOTALL | re.I)
_BLOCKS = ("br", "p", "div")

Row = list[str]


def pages(file: str, raw: bytes) -> list[Grid]:
    """Return the tables of a page that are not empty; of nested ones the innermost.

    Markup within cells is dropped and its words stay; nothing of a page runs or is fetched.

    Raises:
        UnreadableFile: it has no table, or cannot be read to its end.
    """
    if len(raw) > _MOST_BYTES:
        raise _refused(file, "is a web page of more than 64 MB; save it as CSV")
    decoded = next(decodings(raw), None)
    if decoded is None or decoded.marked:
        raise _refused(file, "is a web page with characters that cannot be read; save it as CSV")
    if _SS.strip("{}").encode() in decoded.text[:4096]:
        found = list(_sheets(file, decoded))
    else:
        found = [("", rows, tall) for rows, tall in _tables(file, decoded)]
    names = len(found) > 1
    grids: list[Grid] = [
        SheetGrid(
            file=file,
            sheet=sheet or (f"table {number}" if names else ""),
            kind="xml" if sheet else "html",
            encoding=decoded.encoding,
            notes=("web page" if not sheet else "XML of Excel 2003", *_merged(tall)),
            table=_frame(rows),
        )
        for number, (sheet, rows, tall) in enumerate(found, 1)
    ]
    if not grids:
        raise _refused(file, "is a web page without a table, whatever its name")
    return grids


def _merged(tall: int) -> list[str]:
    said = f"{tall:,} cells merged over rows, of which the first row alone has the value"
    return [said] if tall else []


def _tables(file: str, decoded: Decoded) -> Iterator[tuple[list[Row], int]]:
    """Yield the rows of each table, and how many cells reach over several.

    The parser mends what is not closed and gives up what is nested too deeply: then it has
    fewer rows than the page, and the page is refused.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(decoded.text, parser)
    except etree.XMLSyntaxError:
        root = None
    opened = len(_OPENS_ROW.findall(_ASIDE.sub(b"", decoded.text)))
    if root is None or sum(1 for _ in root.iter("tr")) < opened:
        raise _refused(file, "is a web page that cannot be read to its end; save it as XLSX or CSV")
    etree.strip_elements(root, "script", "style", etree.Comment, with_tail=False)
    for table in root.iter("table"):
        if table.find(".//table") is not None:
            continue
        rows, tall = _spread(table)
        if any(cell.strip() for row in rows for cell in row):
            yield rows, tall


def _spread(table: etree._Element) -> tuple[list[Row], int]:
    """Return a table's rows, each cell where it stands, what it reaches over left free."""
    rows: list[Row] = []
    below: dict[int, int] = {}  # column -> rows that a cell from above still reaches over
    tall = 0
    for tr in table.iter("tr"):
        row: Row = []
        reached, below = below, {c: n - 1 for c, n in below.items() if n > 1}
        for cell in tr.iterchildren("td", "th"):
            while len(row) in reached:
                row.append("")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if high > 1:
                tall += 1
                below |= {len(row) + n: high - 1 for n in range(wide)}
            row += [_words(cell), *[""] * (wide - 1)]
            if len(row) > _MOST_COLUMNS:
                break
        rows.append(row)
    return rows, tall


def _span(cell: etree._Element, name: str) -> int:
    said = (cell.get(name) or "1").strip()
    return min(max(int(said), 1), 1000) if said.isascii() and said.isdigit() else 1


def _words(cell: etree._Element) -> str:
    for line in cell.iter(*_BLOCKS):
        line.tail = "\n" + (line.tail or "")
    text = "".join(cell.itertext())
    return re.sub(r"[ \t\r\f]*\n\s*", "\n", text.replace("\u00a0", " ")).strip()


def _sheets(file: str, decoded: Decoded) -> Iterator[tuple[str, list[Row], int]]:
    """Yield name, rows and count of tall cells of each sheet of a SpreadsheetML of 2003."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        root = etree.fromstring(decoded.text, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(file, "is a workbook in XML that is cut off or damaged") from error
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[Row] = []
        for row in sheet.iter(f"{_SS}Row"):
            skipped = _index(row) - 1 - len(rows)
            rows += [[] for _ in range(min(max(skipped, 0), 1_048_576))]
            rows.append(_cells(row))
        if any(cell.strip() for row in rows for cell in row):
            tall = sum(cell.get(f"{_SS}MergeDown") is not None for cell in sheet.iter(f"{_SS}Cell"))
            yield sheet.get(f"{_SS}Name") or "1", rows, tall


def _cells(row: etree._Element) -> Row:
    found: Row = []
    for cell in row.iterchildren(f"{_SS}Cell"):
        found += [""] * min(max(_index(cell) - 1 - len(found), 0), _MOST_COLUMNS)
        data = cell.find(f"{_SS}Data")
        text = "".join(data.itertext()) if data is not None else ""
        if data is not None and data.get(f"{_SS}Type") == "DateTime":
            text = text.removesuffix("T00:00:00.000")
        elif data is None and cell.get(f"{_SS}Formula"):
            text = UNSTORED
        found.append(text)
        found += [""] * min(int(cell.get(f"{_SS}MergeAcross") or 0), _MOST_COLUMNS)
    return found


def _index(element: etree._Element) -> int:
    said = element.get(f"{_SS}Index") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _frame(rows: list[Row]) -> pd.DataFrame:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    return pd.DataFrame(full, columns=pd.RangeIndex(width), dtype=TEXT)


def _refused(file: str, why: str) -> UnreadableFile:
    return UnreadableFile(f"{file!r} {why}.", file=file)
