"""Rows that are no data: blank ones, totals, headers said again, notes below the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.reading.grid import TEXT, Rows, folded_name
from loaders.reading.heading import Header

_GAP = r"[\t-\r\x1c-\x20\x85\p{Z}]*"  # every blank; RE2's \s is ASCII alone
_TOTAL = (
    rf"(?i)^{_GAP}(?:(?:本[页月季年]{_GAP})?(?:总{_GAP}合{_GAP}计|[总合小累共]{_GAP}计)"
    rf"|(?:grand |sub)?total){_GAP}(?:[(（]{_GAP}[万亿]?元{_GAP}[)）])?{_GAP}[:：]?{_GAP}$"
)
_BLANK = " \t\r\n\x1a\u3000\u00a0\ufeff\u200b"
_LABEL = (
    r"(?:[备附]?注(?:释|意)?|说\s*明|(?:数据|资料|信息)?来源|(?:单位)?负责人|经办人|制表|填表|填报|审核|"
    r"复核|主管|联系(?:人|电话|方式)|打印|导出|生成|下载|统计|报送|(?:数据)?截[至止]|"
    r"(?:公告|发布|公布|公示|通告)(?=日期|时间|机关|单位))"
)
_NOTE = re.compile(
    rf"[(（【]?\s*{_LABEL}\S{{0,6}}?\s*[:：]|[*※★☆]|(?:注|说明)\s*\d*[、.．]|以上|"
    r"[(（]?(?:数据)?截[至止]|[(（]?共\s*[\d,]+\s*[条行家户笔件项]|第\s*\d+\s*页"
)
_POINT = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）、.．]")
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: [\d:]+)?$")  # beside what it is of
_LEAST_NAMES = 3  # of a header that a row must hold to be one
_TAIL = 40  # rows at the end of a table among which notes are looked for
_MOST_CELLS = 4  # that a note fills: 填表人, 审核人, 单位负责人, 日期

Mask = npt.NDArray[np.bool_]


def blank_and_total(frame: pd.DataFrame, key: list[str]) -> tuple[Mask, Mask]:
    """Return which rows are blank throughout, and which begin with a word for a total."""
    total = np.zeros(len(frame), bool)
    undecided = np.arange(len(frame))
    for label in frame.columns:
        cells = frame[label] if len(undecided) == len(frame) else frame[label].iloc[undecided]
        short = np.flatnonzero((cells.str.len() <= 16).to_numpy(bool))
        some = cells.iloc[short]
        total[undecided[short[_says_total(some)]]] = True
        empty = short[(some.str.strip(_BLANK) == "").to_numpy(bool)]
        undecided = undecided[empty]
        if not len(undecided):
            break
    blank = np.zeros(len(frame), bool)
    blank[undecided] = True
    for label in key:
        cells = frame.loc[total, label]
        said = _says_total(cells) | (cells.str.strip() == "").to_numpy(bool)
        total[np.flatnonzero(total)[~said]] = False
    return blank, total


def _says_total(cells: pd.Series) -> Mask:
    """Return which cells hold nothing but a word for a total."""
    found = pc.match_substring_regex(pa.array(cells, pa.large_string(), from_pandas=True), _TOTAL)
    return np.asarray(pc.fill_null(found, False), bool)


def repeats(frame: pd.DataFrame, header: Header, labels: list[str]) -> tuple[Mask, Mask]:
    """Return which rows say the header over again, and which say it in another order.

    The first do so after another file's byte order mark or not; below the others stand rows that
    this header would read wrongly.
    """
    repeated, otherwise = np.zeros(len(frame), bool), np.zeros(len(frame), bool)
    stood = header.stood or header.names
    first = next(n for n, name in enumerate(header.names) if name)
    spelled = [cell.strip(_BLANK) for cell in (*header.row, *stood) if cell.strip(_BLANK)]
    alike = frame[labels[first]].str.strip(_BLANK).isin(spelled)
    if not alike.any():
        return repeated, otherwise
    at = np.flatnonzero(alike.to_numpy(bool))
    wanted = [n for n, label in zip(stood, labels, strict=True) if label in frame]
    for place, cells in zip(at.tolist(), frame.iloc[at].to_numpy(object).tolist(), strict=True):
        folded = [folded_name(cell) for cell in cells]
        repeated[place] = folded == wanted
        said = {name for name in folded if name}
        known = len(said & {name for name in wanted if name})
        otherwise[place] = not repeated[place] and known >= max(_LEAST_NAMES, len(said) / 2)
    return repeated, otherwise


def bare_and_total(ragged: pd.DataFrame, delimiter: str) -> tuple[Mask, Mask]:
    """Return which rows that do not fit are blank, and which begin with a word for a total."""
    bare = ragged["raw"].str.replace('"', "", regex=False).str.strip(delimiter + _BLANK)
    total = _says_total(bare.str.split(delimiter, n=1, regex=False).str[0].astype(TEXT))
    return (bare == "").to_numpy(bool), total


def notes(
    rows: Rows, frame: pd.DataFrame, passed: Mask, unfit: Mask, key: list[str], delimiter: str
) -> tuple[Mask, Mask]:
    """Return which rows are notes below the table: of those that fit, and of those that do not.

    Only what stands below the last row of data is a note, and only if it begins as one; what
    else stands there is left to be refused.

    Args:
        passed: of the rows of `frame`, those that are no data already. unfit: likewise, ragged.
        key: columns that a row of data fills, and a note leaves free.
    """
    fit, ragged = np.zeros(len(frame), bool), np.zeros(len(unfit), bool)
    places = [(int(p), True, n) for n, p in _last(rows.at)]
    places += [(int(p), False, n) for n, p in _last(rows.ragged["row"].to_numpy(np.int64))]
    for _, fits, n in sorted(places, reverse=True)[:_TAIL]:
        if passed[n] if fits else unfit[n]:
            continue
        if fits:
            cells = {label: str(frame.iat[n, at]) for at, label in enumerate(frame.columns)}
        else:
            parts = str(rows.ragged["raw"].iat[n]).replace('"', "").split(delimiter)
            cells = {str(at): part for at, part in enumerate(parts)}
        if not _is_note(cells, key if fits else []):
            break
        (fit if fits else ragged)[n] = True
    return fit, ragged


def _last(at: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    begin = max(0, len(at) - _TAIL)
    return [(begin + n, place) for n, place in enumerate(at[begin:].tolist())]


def is_note(row: Sequence[str]) -> bool:
    """Return whether a row below the data of a table is a note."""
    return _is_note({str(at): cell for at, cell in enumerate(row)}, [])


def _is_note(cells: dict[str, str], key: list[str]) -> bool:
    filled = {label: cell.strip(_BLANK) for label, cell in cells.items() if cell.strip(_BLANK)}
    first = next(iter(filled.values()), "")
    if len(filled) > _MOST_CELLS or not (
        _NOTE.match(first) or (len(filled) == 1 and _POINT.match(first))
    ):
        return False
    said = [filled[label] for label in key if label in filled and filled[label] != first]
    return all(_NOTE.match(cell) or _DAY.match(cell) for cell in said)
