"""Codes as words of the reader's language: what answers say, evidence, articles of law."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask, g

from graph.chinese import chinese
from loaders.resolving.evidence import signs
from queries.words import Said, Words
from webapp.language import t

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
    return t("list.and").join(_article(one.strip()) for one in articles.split(","))


def _article(text: str) -> str:
    found = _CLAUSE.fullmatch(text)
    if found is None:
        return t("related.clause_alone", article=text)
    number = int(found[2])
    chinese = g.language == "zh-CN" and number < len(_CHINESE_DIGITS)
    item = _CHINESE_DIGITS[number] if chinese else found[2]
    return t("related.clause", article=found[1], item=item)


def evidence_text(text: str) -> str:
    """Return evidence in words; what was kept as a sentence stands as it is."""
    told = [
        t(f"evidence.{sign.code}", **dict(zip("abc", sign.values, strict=False)))
        if sign.code
        else sign.values[0]
        for sign in signs(text)
    ]
    return t("list.semicolon").join(told)
