"""Kinds of damage: encodings, cut characters, bytes that are none."""

from __future__ import annotations

import codecs
from random import Random

from tests.damage.cases import (
    OLD_HEADER,
    Case,
    case,
    facts,
    kind,
    line,
    lines_of,
    refused,
    rows_of,
    text_of,
)


def _encoded(dice: Random, encoding: str, mark: bytes = b"") -> Case:
    found = facts(dice)
    return case(mark + text_of(rows_of(found)).encode(encoding), found)


@kind
def utf8(dice: Random) -> Case:
    return _encoded(dice, "utf-8")


@kind
def utf8_with_mark(dice: Random) -> Case:
    return _encoded(dice, "utf-8", codecs.BOM_UTF8)


@kind
def utf16_little_with_mark(dice: Random) -> Case:
    return _encoded(dice, "utf-16-le", codecs.BOM_UTF16_LE)


@kind
def utf16_big_with_mark(dice: Random) -> Case:
    return _encoded(dice, "utf-16-be", codecs.BOM_UTF16_BE)


@kind
def utf16_little_without_mark(dice: Random) -> Case:
    return _encoded(dice, "utf-16-le")


@kind
def utf16_big_without_mark(dice: Random) -> Case:
    return _encoded(dice, "utf-16-be")


@kind
def utf32_with_mark(dice: Random) -> Case:
    little = dice.random() < 0.5
    mark = codecs.BOM_UTF32_LE if little else codecs.BOM_UTF32_BE
    return _encoded(dice, "utf-32-le" if little else "utf-32-be", mark)


@kind
def utf32_without_mark(dice: Random) -> Case:
    return _encoded(dice, dice.choice(["utf-32-le", "utf-32-be"]))


@kind
def gb18030(dice: Random) -> Case:
    return _encoded(dice, "gb18030")


@kind
def gb18030_with_mark(dice: Random) -> Case:
    return _encoded(dice, "gb18030", "\ufeff".encode("gb18030"))


@kind
def big5(dice: Random) -> Case:
    found = facts(dice)
    return case(text_of(rows_of(found, OLD_HEADER)).encode("big5"), found)


@kind
def a_mark_in_the_wrong_encoding(dice: Random) -> Case:
    found = facts(dice)
    return case(codecs.BOM_UTF8 + text_of(rows_of(found)).encode("gb18030"), found)


@kind
def a_cut_character(dice: Random) -> Case:
    """One byte of a three-byte character is gone, in the company's name."""
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = [text.encode() for text in lines_of(found)]
    at = rows[place + 1].index("泉".encode()) + dice.randrange(3)
    rows[place + 1] = rows[place + 1][:at] + rows[place + 1][at + 1 :]
    kept = [f for n, f in enumerate(found) if n != place]
    return case(b"\n".join(rows) + b"\n", kept, rejected={line(found, place): "cannot be read"})


@kind
def a_cut_character_in_gb18030(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = [text.encode("gb18030") for text in lines_of(found)]
    at = rows[place + 1].index(found[place].company.encode("gb18030"))
    end = at + len(found[place].company.encode("gb18030")) - 1
    rows[place + 1] = rows[place + 1][:end] + rows[place + 1][end + 1 :]
    kept = [f for n, f in enumerate(found) if n != place]
    return case(b"\n".join(rows) + b"\n", kept, rejected={line(found, place): ""}, skipped=None)


@kind
def invalid_bytes(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = [text.encode() for text in lines_of(found)]
    rows[place + 1] = rows[place + 1].replace("泉".encode(), bytes([dice.choice([255, 0xC0])]))
    kept = [f for n, f in enumerate(found) if n != place]
    return case(b"\n".join(rows) + b"\n", kept, rejected={line(found, place): "cannot be read"})


@kind
def nul_characters(dice: Random) -> Case:
    found = facts(dice)
    place = dice.randrange(len(found))
    rows = [text.encode() for text in lines_of(found)]
    rows[place + 1] = rows[place + 1].replace(b",", b",\0", 1)
    kept = [f for n, f in enumerate(found) if n != place]
    return case(b"\n".join(rows) + b"\n", kept, rejected={line(found, place): "NUL"})


@kind
def nuls_to_the_end(dice: Random) -> Case:
    """A file whose last block was never written: the disk gave NULs for it."""
    found = facts(dice)
    whole = text_of(rows_of(found)).encode() + bytes(dice.randint(1, 4096))
    return case(whole, found, rejected={len(found) + 2: "NUL"})


@kind
def cut_off_in_a_character(dice: Random) -> Case:
    found = facts(dice)
    whole = text_of(rows_of(found)).encode().rstrip(b"\n")
    start = whole.rindex(b"\n") + 1
    at = whole.index("泉".encode(), start) + dice.choice([1, 2])
    return case(whole[:at], found[:-1], rejected={len(found) + 1: ""})


@kind
def cut_off_in_a_row(dice: Random) -> Case:
    found = facts(dice)
    whole = text_of(rows_of(found))
    start = whole.rstrip("\n").rindex("\n") + 1
    at = start + dice.randint(1, len(found[-1].number) + 3)
    return case(whole[:at], found[:-1], rejected={len(found) + 1: "cells"})


@kind
def two_encodings_in_one_file(dice: Random) -> Case:
    """Somebody appended rows by another program, in GB18030 below UTF-8."""
    found = facts(dice, 20, 40)
    rows = [text.encode() for text in lines_of(found)]
    rows[-1] = lines_of(found)[-1].encode("gb18030")
    return case(b"\n".join(rows) + b"\n", found[:-1], rejected={len(found) + 1: "cannot be read"})


@kind
def rows_of_utf8_below_gb18030(dice: Random) -> Case:
    """The other way about: read by the file's encoding, those rows would say other words."""
    found = facts(dice, 20, 40)
    rows = [text.encode("gb18030") for text in lines_of(found)]
    rows[-1] = lines_of(found)[-1].encode()
    return case(b"\n".join(rows) + b"\n", found[:-1], rejected={len(found) + 1: "cannot be read"})


@kind
def a_column_of_utf8_in_gb18030(dice: Random) -> Case:
    """Two systems filled in a row, each in its own encoding: whose names they are is not known."""
    found = facts(dice)
    place = dice.randrange(len(found))
    lines = [text.encode("gb18030") for text in lines_of(found)]
    places = {place, (place + 1) % len(found)}
    for at in places:
        name = found[at].company
        lines[at + 1] = lines[at + 1].replace(name.encode("gb18030"), name.encode())
    left = [one for n, one in enumerate(found) if n not in places]
    rejected = {line(found, at): "cannot be read in the file's encoding" for at in places}
    return case(b"\n".join(lines) + b"\n", left, rejected=rejected)


@kind
def read_wrongly_before_it_was_sent(dice: Random) -> Case:
    """UTF-8 that a program took for GB18030 and saved again: no header is left."""
    raw = text_of(rows_of(facts(dice))).encode()
    return refused(raw.decode("gb18030", "replace").encode(), "not loaded", "unmatched")


@kind
def an_end_of_file_character(dice: Random) -> Case:
    """Programs of DOS ended a text with the character 0x1A."""
    found = facts(dice)
    return case(text_of(rows_of(found), end="\r\n") + "\x1a", found, skipped={"blank": 1})


@kind
def an_end_of_file_character_in_the_last_row(dice: Random) -> Case:
    """Where no line end stands before it, it follows the last cell, quoted or not."""
    found = facts(dice)
    lines = [text.replace('"', "") for text in lines_of(found)]
    if dice.random() < 0.5:
        lines = [",".join(f'"{cell}"' for cell in text.split(",")) for text in lines]
    return case("\r\n".join(lines).encode() + b"\x1a" * dice.randint(1, 99), found)


@kind
def noise(dice: Random) -> Case:
    return refused(b"\x81\xfe" + dice.randbytes(dice.randint(300, 3000)), "", name="处罚.csv")
