"""An answer, written as people and programs want it: table, CSV, JSON, NDJSON, Parquet, XLSX."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from graph.days import EARLIEST, LATEST
from graph.errors import WrongParameters
from graph.home import disk

FORMATS = ("table", "csv", "json", "ndjson", "parquet", "xlsx")
FILES_ONLY = ("parquet", "xlsx")
WIDEST = 48  # characters of a cell that the table form shows
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet may take for a formula, wide letters too."""


def as_dates(numbers: Any) -> pd.Series:
    """Return day numbers as calendar days, None for a missing bound."""
    values = np.asarray(numbers, np.int64)
    missing = (values == EARLIEST) | (values == LATEST)
    found = np.where(missing, 0, values).astype("datetime64[D]").astype(object)
    found[missing] = None
    return pd.Series(found, dtype="object")


def write(frame: pd.DataFrame, form: str, out: Path | None = None) -> None:
    """Write an answer to a file, or to standard output.

    Args:
        form: one of FORMATS; parquet and xlsx need `out`.

    Raises:
        WrongParameters: a form that needs a file got none, or its folder is not there.
        HomeFull: the disk is full.
    """
    require_place(form, out)
    deliver(render(frame, form), out)


def require_place(form: str, out: Path | None) -> None:
    """Check that an answer can be written, before anything is done for it.

    Raises:
        WrongParameters: a form that needs a file got none, or its folder is not there.
    """
    if form in FILES_ONLY and out is None:
        raise WrongParameters(
            f"{form} is written to a file; say which with --out answer.{form}.", format=form
        )
    if out is not None and not out.parent.is_dir():
        raise WrongParameters(
            f"{out.parent} is no folder, so {out.name} cannot be written there; make it first, or "
            "name a file elsewhere.",
            out=out,
        )


def deliver(body: bytes, out: Path | None = None) -> None:
    """Write the bytes of an answer to a file, or to standard output.

    Raises:
        HomeFull: the disk is full.
    """
    if out is None:
        sys.stdout.write(body.decode("utf-8"))
        sys.stdout.flush()
        return
    with disk(out):
        out.write_bytes(body)


def render(frame: pd.DataFrame, form: str) -> bytes:
    """Return an answer as the bytes of one form; text is UTF-8 (CSV with BOM, as Excel wants)."""
    if form == "table":
        return table(frame).encode()
    if form == "csv":
        return b"\xef\xbb\xbf" + csv(frame).encode()
    if form == "json":
        return (json.dumps(rows(frame), ensure_ascii=False, indent=1) + "\n").encode()
    if form == "ndjson":
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows(frame))
        return "".join(lines).encode()
    buffer = io.BytesIO()
    if form == "parquet":
        plain = pa.Table.from_pandas(_plain(frame), preserve_index=False)
        pq.write_table(plain.replace_schema_metadata(None), buffer)
    elif form == "xlsx":
        _write_xlsx(frame, buffer)
    else:
        raise WrongParameters(f"{form!r} is no form; there are: {', '.join(FORMATS)}.")
    return buffer.getvalue()


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of an answer as JSON-ready dicts; days in ISO form."""
    plain = frame.astype("object")
    columns = [[_json(v) for v in plain[c]] for c in plain.columns]
    return [dict(zip(plain.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _json(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (date, pd.Timestamp)):
        return str(value)[:10]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return [_json(v) for v in value]
    if isinstance(value, dict):
        return {k: _json(v) for k, v in value.items()}
    return value


def _text(value: Any) -> str:
    plain = _json(value)
    if plain is None:
        return ""
    if isinstance(plain, (list, dict)):
        return json.dumps(plain, ensure_ascii=False)
    return f"{plain:.6g}" if isinstance(plain, float) and not plain.is_integer() else str(plain)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(frame: pd.DataFrame) -> str:
    """Return an answer as aligned columns, long cells cut with `…`, and its count of rows."""
    cells = [[str(c) for c in frame.columns]]
    cells += [[_cut(_text(v)) for v in row] for row in frame.astype("object").to_numpy().tolist()]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(frame.columns))]
    lines = [
        "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * w for w in widths))
    count = f"({len(frame)} row{'' if len(frame) == 1 else 's'})"
    return "\n".join([*lines, count]) + "\n"


def _cut(text: str) -> str:
    clean = " ".join(text.split())
    if _width(clean) <= WIDEST:
        return clean
    kept = ""
    for letter in clean:
        if _width(kept + letter) >= WIDEST:
            break
        kept += letter
    return kept + "…"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose nested cells are text, so that any reader takes it."""
    made = frame.copy()
    for column in made.columns:
        if made[column].map(lambda v: isinstance(v, (list, dict, tuple))).any():
            made[column] = made[column].map(_text)
    return made


def csv(frame: pd.DataFrame) -> str:
    """Return an answer as CSV; text that a spreadsheet would run is kept as text by a `'`."""
    safe = _plain(frame).astype("object")
    for column in safe.columns:
        safe[column] = [_kept(v) if isinstance(v, str) else _json(v) for v in safe[column]]
    safe.columns = pd.Index([_kept(str(name)) for name in safe.columns])
    return str(safe.to_csv(index=False, lineterminator="\r\n"))


def _kept(text: str) -> str:
    return f"'{text}" if text.startswith(RUNS) else text


def _write_xlsx(frame: pd.DataFrame, buffer: io.BytesIO) -> None:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet("qiji")
    head = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, str(name), head)
        values = frame[name].astype("object").tolist()
        widest = max([_width(str(name)), *(_width(_text(v)) for v in values[:500])])
        sheet.set_column(place, place, min(widest + 2, 60))
        for row, value in enumerate(values, 1):
            plain = _json(value)
            if plain is None:
                continue
            if isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            elif isinstance(plain, bool):
                sheet.write_boolean(row, place, plain)
            elif isinstance(plain, (int, float)):
                sheet.write_number(row, place, plain)
            else:
                sheet.write_string(row, place, _text(value)[:32767])
    sheet.freeze_panes(1, 0)
    book.close()
