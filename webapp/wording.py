"""Codes as words of the reader's language: what answers say, evidence, articles of law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask, g

from graph.chinese import chinese
from loaders.declaring.declaration import declared
from loaders.fields import made
from loaders.resolving.evidence import signs
from loaders.table import Table
from queries.words import Said, Words
from webapp.language import has_text, t

_CLAUSE = re.compile(r"([\w-]+)\((\d+)\)")
_CHINESE_DIGITS = "〇一二三四五六七八九十"


def init_app(app: Flask) -> None:
    """Give templates the words of codes."""
    app.jinja_env.globals.update(
        words=words,
        said_text=said_text,
        article_text=article_text,
        evidence_text=evidence_text,
        told=told,
        table_text=table_text,
        department_text=department_text,
        field_text=field_text,
        type_text=lambda name: _in_words("type", name),
    )
    app.jinja_env.filters["words"] = words


@dataclass(frozen=True)
class Told:
    """A sentence for a reader; `lang` where it is not in the page's own language."""

    text: str
    lang: str | None = None


def told(sentence: str) -> Told:
    """Return one of our English sentences in the reader's language, where it is known in it."""
    if g.language == "en":
        return Told(sentence)
    found = chinese(sentence)
    return Told(sentence, "en") if found is None else Told(found)


def words(text: Words) -> str:
    """Return a declared text in the reader's language."""
    return text.zh if g.language == "zh-CN" else text.en


def said_text(said: Said) -> str:
    """Return what an answer says as a sentence."""
    return t(f"said.{said.code}", **said.values)


def article_text(articles: str) -> str:
    """Return articles such as `265(1), 265(4)` as a reader of laws writes them."""
    items: dict[str, list[str]] = {}
    for one in articles.split(","):
        found = _CLAUSE.fullmatch(one.strip())
        number, item = found.groups() if found else (one.strip(), "")
        items.setdefault(number, []).append(_item(item))
    return t("list.and").join(
        t("related.clause", article=number, items=t("list.and").join(some))
        if any(some)
        else t("related.clause_alone", article=number)
        for number, some in items.items()
    )


def _item(number: str) -> str:
    if not number:
        return ""
    chinese_digit = g.language == "zh-CN" and int(number) < len(_CHINESE_DIGITS)
    return f"({_CHINESE_DIGITS[int(number)] if chinese_digit else number})"


def evidence_text(text: str) -> str:
    """Return evidence in words; what was kept as a sentence stands as it is."""
    told = [
        t(f"evidence.{sign.code}", **dict(zip("abc", sign.values, strict=False)))
        if sign.code
        else sign.values[0]
        for sign in signs(text)
    ]
    return t("list.semicolon").join(told)


# --- departments, tables, fields --------------------------------------------------------------
# A Chinese reader knows them by the names that departments use; a stranger's, and an English
# reader's, are their codes.


def table_text(name: str) -> str:
    """Return what a declared table is called."""
    found = _tables().get(name) if g.language == "zh-CN" else None
    return found.title if found else name


def department_text(name: str) -> str:
    """Return what a department is called."""
    return _in_words("department", name)


def field_text(table: str, field: str) -> str:
    """Return the header under which a department gives a field of a table."""
    found = _tables().get(table) if g.language == "zh-CN" else None
    headers = {f: h for h, column in found.columns.items() for f in made(column)} if found else {}
    return headers.get(field, field)


@cache
def _tables() -> Mapping[str, Table]:
    return declared()


def _in_words(family: str, code: str) -> str:
    key = f"{family}.{code}"
    return t(key) if has_text(key) else code
