"""Two languages, one catalogue each, shared by the templates and the browser's modules.

Keys are semantic (`ownership.cumulative`). A text may hold `{names}`; one that counts has the
forms `one` and `other`, chosen by `n`. What the data say is never translated.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import cast
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, request
from markupsafe import Markup, escape

Catalogue = dict[str, str | dict[str, str]]
LANGUAGES = ("zh-CN", "en")
THEMES = ("system", "light", "dark")
A_YEAR = 365 * 24 * 3600
_SIGN = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BETWEEN = r"[\d\s.,·()/-]{0,8}"  # numbers are read with the words around them
_CHINESE = re.compile(f"{_SIGN}(?:{_BETWEEN}{_SIGN})*")


def init_app(app: Flask) -> None:
    """Choose language and theme for each request, and give templates `t`."""
    app.before_request(choose)
    app.jinja_env.globals["t"] = t
    app.jinja_env.globals["has_text"] = has_text
    app.jinja_env.globals["lang_of"] = lang_of
    app.jinja_env.filters["marked"] = marked


@cache
def catalogue(language: str) -> Catalogue:
    """Return every text of a language by its key."""
    path = files("webapp") / "static" / "languages" / f"{language}.json"
    return cast(Catalogue, json.loads(path.read_text(encoding="utf-8")))


def choose() -> Response | None:
    """Set `g.language` and `g.theme`; `?lang=` and `?theme=` are kept and taken off the URL."""
    g.language = known(request.args.get("lang") or request.cookies.get("lang"), LANGUAGES)
    g.theme = known(request.args.get("theme") or request.cookies.get("theme"), THEMES)
    if request.method != "GET" or not {"lang", "theme"} & set(request.args):
        return None
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("lang", "theme")]
    response = cast(Response, redirect(with_query(request.path, kept), 303))
    for name, value in (("lang", g.language), ("theme", g.theme)):
        if name in request.args:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def with_query(path: str, arguments: list[tuple[str, str]]) -> str:
    """Return a path of ours with its query; never an address elsewhere (`//host`)."""
    return "/" + path.lstrip("/\\") + (f"?{urlencode(arguments)}" if arguments else "")


def known(asked: str | None, choices: tuple[str, ...]) -> str:
    """Return what was asked where it is a choice, else the first choice."""
    return asked if asked in choices else choices[0]


def t(key: str, **values: object) -> str:
    """Return the text of a key in the request's language, with its values filled in.

    Raises:
        KeyError: the catalogue lacks the key; a test holds every key to both catalogues.
    """
    text = catalogue(g.language)[key]
    if isinstance(text, dict):
        text = text["one" if values.get("n") == 1 and "one" in text else "other"]
    return text.format(**{name: shown(value) for name, value in values.items()})


def has_text(key: str) -> bool:
    """Return whether the request's language has a text of a key."""
    return key in catalogue(g.language)


def marked(text: object, language: str | None = None) -> Markup:
    """Return a text whose Chinese is marked as such, where the text around it is not Chinese."""
    plain = str(text)
    if (language or g.language) == "zh-CN":
        return escape(plain)
    parts, at = [], 0
    for found in _CHINESE.finditer(plain):
        parts += [escape(plain[at : found.start()])]
        parts += [Markup('<span lang="zh-CN">{}</span>').format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(plain[at:])])


def lang_of(text: str) -> Markup:
    """Return the attribute that marks an element that holds Chinese and can hold no mark itself."""
    foreign = g.language != "zh-CN" and _CHINESE.search(text)
    return Markup(' lang="zh-CN"' if foreign else "")


def shown(value: object) -> object:
    """Return a count with thousands separators; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
