"""The declared tables: ours, found by being there, and a stranger's, read the same way.

Every declaration is checked against the schema when it is read: a fact that could not be drafted
is refused with its file and line, before any row is loaded.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from graph.errors import DeclarationError, MissingFile
from loaders.declaring.literal import read_literal, refusal
from loaders.declaring.sound_facts import require_sound
from loaders.table import Table

HOUSE = Path(str(files("loaders").joinpath("tables")))
"""Where the declarations of the house stand, a folder a department."""


def declared(*, extra: Path | None = None) -> dict[str, Table]:
    """Return every declared table by its name: ours, and those under `extra` (at any depth).

    Raises:
        MissingFile: `extra` is not a folder, or holds no declaration.
        DeclarationError: a declaration is wrong, or two have one name.
    """
    places = [*_declarations(HOUSE)]
    if extra is not None:
        if not extra.is_dir():
            raise MissingFile(f"{extra} is not a folder; --tables names a folder of declarations.")
        strangers = [p for p in _declarations(extra) if p.resolve() not in places]
        if not strangers and not any(p.is_relative_to(extra.resolve()) for p in places):
            raise MissingFile(f"{extra} holds no declaration; a declaration is a file `*.py`.")
        places += strangers
    return _by_name([(path, read_declaration(path)) for path in places])


def read_declaration(path: Path) -> Table:
    """Return the table that a file declares; its folder is its department.

    Raises:
        DeclarationError: it cannot be read, holds more than a declaration may, or contradicts
            itself or the schema; the text names file and line.
    """
    return read_text(_text(path), str(path), path.resolve().parent.name)


@lru_cache(1 << 10)  # a text always declares the same
def read_text(text: str, place: str, department: str) -> Table:
    """Return the table that a text declares, `place` being what its errors call it.

    Raises:
        DeclarationError: as `read_declaration`.
    """
    read = read_literal(text, place)
    require_sound(read)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return dataclasses.replace(read.table, department=department, digest=digest)


def declaration_texts(*, extra: Path | None = None) -> dict[str, str]:
    """Return the text of every declaration by its table's name."""
    found = {}
    for root in [HOUSE] + ([extra] if extra is not None else []):
        for path in _declarations(root):
            found[read_declaration(path).name] = _text(path)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(str(path), 1, f"it cannot be read as UTF-8 text ({error}).") from None


def _declarations(root: Path) -> Iterator[Path]:
    for path in sorted(root.resolve().rglob("*.py")):
        inside = path.relative_to(root.resolve()).parts
        if path.name != "__init__.py" and not any(part.startswith((".", "__")) for part in inside):
            yield path


def _by_name(read: list[tuple[Path, Table]]) -> dict[str, Table]:
    found: dict[str, Table] = {}
    stands: dict[str, Path] = {}
    for path, table in read:
        if table.name in found:
            raise DeclarationError(
                f"{path} and {stands[table.name]} both declare a table {table.name!r}; "
                "rename one of them.",
                file=str(path),
                table=table.name,
            )
        found[table.name], stands[table.name] = table, path
    return found
