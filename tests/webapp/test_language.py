"""The two catalogues say the same things, and exactly those that are used."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from graph.kinds import LANES
from graph.schema import EDGES, NODE_TYPES, PROPERTIES
from loaders.declaring.declaration import declared
from loaders.resolving.evidence import VALUED, meanings
from queries.words import ENGLISH
from webapp.dossier import WALKED
from webapp.language import LANGUAGES, catalogue
from webapp.steps import OTHERS, RELATIONS

ROOT = Path(str(files("webapp")))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = [*TEMPLATES, *sorted(ROOT.glob("*.py"))]
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
COUNTED_KEYS = re.compile(r"\{(\w+)[^}]*\}")


def test_words_of_answers_are_the_same_on_pages_and_on_the_command_line() -> None:
    english = catalogue("en")
    assert {code: str(english[f"evidence.{code}"]) for code in meanings()} == dict(meanings())


def used() -> tuple[set[str], set[str]]:
    """Return whole keys, and beginnings that are completed at run time."""
    whole: set[str] = set()
    begun: set[str] = set()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        for match in re.finditer(r"""\bt\(\s*f?(["'])(.*?)\1\s*(~)?""", text):
            key, open_ended = match[2], match[3]
            if open_ended or "{" in key:
                begun.add(key.partition("{")[0])
            else:
                whole.add(key)
        begun |= {f"{m[1]}." for m in re.finditer(r"""in_words\(["'](\w+)["']""", text)}
        whole |= set(re.findall(r"""else ["']([a-z]+\.[a-z_]+)["']""", text))
    return whole, begun


WHOLE, BEGUN = used()


def test_the_search_for_keys_finds_them() -> None:
    assert {"search.go", "when.until", "risk.0", "search.at_least"} <= WHOLE
    assert {"lane.", "edge.", "status."} <= BEGUN
    assert min(len(beginning) for beginning in BEGUN) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_used_is_in_the_catalogue(language: str) -> None:
    assert WHOLE - set(catalogue(language)) == set()
    assert [b for b in BEGUN if not any(k.startswith(b) for k in catalogue(language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_catalogue_is_used(language: str) -> None:
    left = {
        k for k in catalogue(language) if k not in WHOLE and not k.startswith(tuple(sorted(BEGUN)))
    }
    assert left == set()


def test_both_catalogues_have_the_same_keys_and_fill_in_the_same_values() -> None:
    chinese, english = (catalogue(language) for language in LANGUAGES)
    assert set(chinese) == set(english)
    for key, text in chinese.items():
        other = english[key]
        forms = other.values() if isinstance(other, dict) else [other]
        names = [set(COUNTED_KEYS.findall(str(form))) for form in (text, *forms)]
        unused = {"yuan", "wan"}  # each language has its own unit of money
        assert all(n - unused == names[0] - unused for n in names), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_schema_declares_has_words(language: str) -> None:
    wanted = {f"edge.{name}" for name in EDGES}
    wanted |= {f"seen.{name}.{way}" for name in WALKED for way in ("in", "out")}
    wanted |= {f"kind.{node.label}" for node in NODE_TYPES}
    wanted |= {f"lane.{lane}" for lane in LANES}
    wanted |= {f"property.{p.name}" for p in PROPERTIES if p.label == "Company" and p.single}
    wanted |= {f"relation.{verb}" for verb in RELATIONS}
    wanted |= {f"step.{verb}" for verb in (*RELATIONS, *OTHERS)}
    wanted |= {f"said.{code}" for code in ENGLISH}
    wanted |= {f"evidence.{code}" for code in (*meanings(), *VALUED)}
    wanted |= {f"department.{table.department}" for table in declared().values()}
    wanted |= {f"type.{type(c).__name__}" for t in declared().values() for c in t.columns.values()}
    assert wanted - set(catalogue(language)) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_template_holds_a_chinese_character(template: Path) -> None:
    assert CHINESE.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_template_needs_more_than_the_policy_allows(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"""\sstyle=|hx-on|hx-vals=["']js:|\son[a-z]+=|<style""", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []


def test_the_catalogues_are_sorted_so_that_changes_read_well() -> None:
    for language in LANGUAGES:
        path = ROOT / "static" / "languages" / f"{language}.json"
        keys = list(json.loads(path.read_text(encoding="utf-8")))
        assert keys == sorted(keys)
