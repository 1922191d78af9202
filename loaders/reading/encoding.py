"""How bytes may be read as text: every honest way, likeliest first."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from charset_normalizer import from_bytes

MARK = "\ufffd"  # stands before each undecodable byte, written \xNN, in a text read leniently
_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with the same two bytes
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKED = MARK.encode() + b"\\x"
_SORTS = bytes(
    0x4C if 0xE4 <= b <= 0xE9 else 0x46 if 0x80 <= b <= 0xBF else 0x20 for b in range(256)
)
"""For each byte: L as the first of a Chinese letter in UTF-8, F as one that follows it."""
_CHINESE_UTF8 = b"LFF" * 4
_PARTS_CELLS = (b"\n", b"\r", b",", b"\t", b";", b'"')  # bytes that no letter of GB18030 ends in
_SAMPLE = 1 << 16
_SEPARATORS = (0x09, 0x0A, 0x0D, 0x2C, 0x3B, 0x7C)


@dataclass(frozen=True)
class Decoded:
    """A file's text as UTF-8 bytes, read as `encoding`.

    `marked` counts the bytes that could not be read; each stands as MARK and \\xNN.
    """

    text: bytes
    encoding: str
    bom: bool
    marked: int


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(f"{MARK}\\x{byte:02x}" for byte in bad), error.end


codecs.register_error("qiji_mark", _mark)


def decodings(raw: bytes, pinned: str = "") -> Iterator[Decoded]:
    """Yield the ways to read a file's bytes, likeliest first; none if there is no honest one.

    The order: a byte order mark; UTF-16 or UTF-32 by its NULs; strict UTF-8; UTF-8 with a few
    damaged characters; strict GB18030; strict Big5; GB18030 with a few damaged characters; UTF-8
    with many. A caller takes the first whose header names what it wants: a text that
    is wrongly read shows itself there.

    Args:
        pinned: an encoding by which alone it may be read.
    """
    found = _decodings(raw)
    if not pinned:
        yield from found
        return
    for decoded in found:
        if decoded.encoding.startswith(pinned):
            yield decoded
    if pinned not in ("utf-16", "utf-32"):
        yield from _read(raw, pinned, damage=1.0, strict=False)


def _decodings(raw: bytes) -> Iterator[Decoded]:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            yield from _read(raw[len(bom) :], name, bom=True, damage=0.05)
            raw = raw[len(bom) :]
            break
    wide = _wide(raw)
    if wide:
        yield from _read(raw, wide, damage=0.05)
    yield from _read(raw, "utf-8", damage=0.05)
    if raw.isascii():
        return
    yield from _read(raw, "gb18030", damage=0.0)
    yield from _read(raw, "big5", damage=0.0)
    yield from _read(raw, "gb18030", damage=0.05, strict=False)
    yield from _read(raw, "utf-8", damage=1.0, strict=False)


def _read(
    raw: bytes, name: str, *, damage: float, bom: bool = False, strict: bool = True
) -> Iterator[Decoded]:
    """Yield the text if it decodes, or decodes but for a share `damage` of what is not ASCII.

    A text in the wrong encoding is wrong almost everywhere; one with a cut character is
    right almost everywhere. One character in a hundred of the whole, or eight, may be marked;
    with all `damage` allowed, one in four.
    """
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        pass
    else:
        if strict:
            read = raw if name == "utf-8" else as_utf8(raw, name, text)
            yield Decoded(read, name, bom, read.count(_MARKED))
        return
    if damage == 0.0 or (damage < 1.0 and _is_spoilt(raw, name, damage)):
        return
    text = raw.decode(name, "replace")
    bad = text.count(MARK)
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    most = len(text) // 4 if damage == 1.0 else max(8, len(text) // 100)
    if bad <= max(1.0, damage * foreign) and bad <= most:
        read = as_utf8(raw, name)
        yield Decoded(read, name, bom, read.count(_MARKED))


def _is_spoilt(raw: bytes, name: str, damage: float) -> bool:
    """Return whether the beginning alone has more that cannot be read than the whole may have.

    What is not ASCII is at most as many characters as bytes; the beginning may cut one character.
    """
    foreign = int((np.frombuffer(raw, np.uint8) > 0x7F).sum()) if name == "utf-8" else len(raw)
    return raw[:_SAMPLE].decode(name, "replace").count(MARK) - 1 > max(1.0, damage * foreign)


def as_utf8(raw: bytes, name: str, text: str | None = None) -> bytes:
    """Return a text as UTF-8; what cannot be read in its encoding stands marked.

    Lines or cells of UTF-8 in a text of GB18030, as another program appended or filled them in,
    would be read as other words: they are marked as well.

    Args:
        text: what it reads as, where it reads without a fault.
    """
    if name == "utf-8":
        try:
            raw.decode()
        except UnicodeDecodeError:
            return raw.decode(name, "qiji_mark").encode()
        return raw
    spans = list(_spans_of_utf8(raw)) if name == "gb18030" else []
    if not spans:
        return (raw.decode(name, "qiji_mark") if text is None else text).encode()
    parts, at = [], 0
    for start, end in spans:
        parts += [
            raw[at:start].decode(name, "qiji_mark"),
            raw[start:end].decode("ascii", "qiji_mark"),
        ]
        at = end
    return "".join([*parts, raw[at:].decode(name, "qiji_mark")]).encode()


def _spans_of_utf8(raw: bytes) -> Iterator[tuple[int, int]]:
    """Yield the lines of a text of GB18030 that are UTF-8, and the cells that are in other lines.

    They have four Chinese letters in a row; GB18030 has such bytes too, as two rare letters in a
    row of six.
    """
    at, sorts = 0, raw.translate(_SORTS)
    while (found := sorts.find(_CHINESE_UTF8, at)) >= 0:
        last = found + len(_CHINESE_UTF8)
        begin, end = raw.rfind(b"\n", 0, found) + 1, raw.find(b"\n", last)
        end = len(raw) if end < 0 else end
        if begin < at or not _is_utf8(raw[begin:end]):
            begin = max(begin, at)
            begin = max(begin, *(raw.rfind(sign, begin, found) + 1 for sign in _PARTS_CELLS))
            ends = (raw.find(sign, last, end) for sign in _PARTS_CELLS)
            end = min((place for place in ends if place >= 0), default=end)
        if _is_utf8(raw[begin:end]):
            yield begin, end
        at = end


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wide(raw: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 that the places of its NULs give a text away as, or None."""
    sample = np.frombuffer(raw[: min(_SAMPLE, len(raw) // 4 * 4)], np.uint8)
    if len(sample) < 4 or not (sample == 0).any():
        return None
    nul = (sample.reshape(-1, 4) == 0).mean(axis=0)
    if nul[2] > 0.9 and nul[3] > 0.9:
        return "utf-32-le"
    if nul[0] > 0.9 and nul[1] > 0.9:
        return "utf-32-be"
    low, high = (nul[0] + nul[2]) / 2, (nul[1] + nul[3]) / 2
    name, code = ("utf-16-le", "<u2") if high > low else ("utf-16-be", ">u2")
    if max(low, high) < 0.05 or max(low, high) < 4 * min(low, high):
        return None
    # A stray NUL in an 8-bit text hardly ever stands where it would make a separator.
    return name if np.isin(sample.view(code), _SEPARATORS).any() else None


def looks_like(raw: bytes) -> str | None:
    """Return a detector's guess at the encoding, for a sentence and never for reading."""
    best = from_bytes(raw[:_SAMPLE]).best()
    return best.encoding if best else None
