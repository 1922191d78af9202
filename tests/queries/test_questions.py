"""The register of questions: each answers over the sample city, and refuses in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from graph.edition import Edition
from graph.errors import AmbiguousParty, QijiError, UnknownParty, UnknownQuery, WrongParameters
from queries import company as companies
from queries.grades import grade
from queries.parameters import Company, Event, Party
from queries.questions import QUESTIONS, ask

WORDS = {"text": "济南", "kinds": "OWNS", "book": "tax-2016-42", "direction": "down"}


def busiest(edition: Edition) -> list[int]:
    """The two companies with the most events, and the last of all."""
    span = edition.span("Company")
    counts = pd.Series(edition.column("edges/PARTY_TO", "src")).value_counts()
    some = [int(n) for n in counts.index if n in span]
    return [*some[:2], span[-1]]


def given_to(edition: Edition, name: str, company: int) -> Mapping[str, str]:
    """Every parameter of a question, about one company."""
    moment = edition.moment()
    events = companies.events(edition, company, moment)["id"]
    values: dict[object, str] = {
        Company: edition.id(company),
        Party: edition.id(company),
        Event: events.iloc[0] if len(events) else edition.id(edition.span("Event")[0]),
        int: "3",
        float: "0.1",
    }
    wanted = QUESTIONS[name].parameters.items()
    return {key: values.get(p.annotation) or WORDS[key] for key, p in wanted}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_answers_on_the_data_day_and_before(edition: Edition, name: str) -> None:
    for company in busiest(edition):
        given = given_to(edition, name, company)
        for day in (edition.data_day, edition.data_day - 1500):
            moment = edition.moment(day, day)
            frame = ask(edition, moment, name, given)
            assert len(frame.columns) > 0
            assert isinstance(frame.attrs.get("note", ""), str)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_says_what_a_row_is_and_how_it_is_asked(name: str) -> None:
    question = QUESTIONS[name]
    assert question.meaning.endswith(".")
    assert question.usage.startswith(name)
    for key, parameter in question.parameters.items():
        assert key in question.usage
        assert parameter.annotation in (Company, Party, Event, int, float, str)


REFUSED = [
    pytest.param("company/shape", {}, UnknownQuery, "company/holders", id="no such question"),
    pytest.param("company/holders", {}, WrongParameters, "company=…", id="a parameter missing"),
    pytest.param(
        "company/holders", {"firm": "x"}, WrongParameters, "does not take firm", id="a strange one"
    ),
    pytest.param("search", {"text": "a", "limit": "many"}, WrongParameters, "limit", id="no int"),
    pytest.param(
        "company/ownership_tree",
        {"min_share": "half", "company": "C"},
        WrongParameters,
        "min_share is 'half'",
        id="no share",
    ),
    pytest.param("company", {"company": "无此企业无此企业"}, UnknownParty, "无此企业", id="nobody"),
    pytest.param("event/parties", {"event": "E"}, UnknownParty, "'E'", id="no event"),
    pytest.param("source_row", {"record": "-1"}, UnknownParty, "-1", id="no record"),
    pytest.param("where_from", {"record": "-1"}, UnknownParty, "-1", id="nowhere"),
]


@pytest.mark.parametrize(("name", "given", "kind", "words"), REFUSED)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    edition: Edition, name: str, given: dict[str, str], kind: type[QijiError], words: str
) -> None:
    with pytest.raises(kind) as refused:
        ask(edition, edition.moment(), name, given)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


WRONG = [
    ("company/ownership_tree", {"direction": "sideways"}, "direction"),
    ("company/ownership_tree", {"min_share": "2"}, "share"),
    ("company/related_parties", {"book": "art-of-war"}, "art-of-war"),
    ("company/grade_history", {"years": "0"}, "years"),
]


@pytest.mark.parametrize(("name", "given", "words"), WRONG)
def test_values_out_of_range_are_refused(
    edition: Edition, name: str, given: dict[str, str], words: str
) -> None:
    company = {"company": edition.id(edition.span("Company").start)}
    with pytest.raises(WrongParameters, match=words):
        ask(edition, edition.moment(), name, {**company, **given})


def test_a_company_is_no_event(edition: Edition) -> None:
    company = edition.id(edition.span("Company").start)
    with pytest.raises(WrongParameters, match="is no event"):
        ask(edition, edition.moment(), "event/parties", {"event": company})


def test_a_name_of_several_lists_them_and_answers_nothing(edition: Edition) -> None:
    names = pd.Series(edition.column("nodes/Person", "name"))
    shared = names[names.duplicated()].iloc[0]
    with pytest.raises(AmbiguousParty) as refused:
        ask(edition, edition.moment(), "person/roles", {"person": shared})
    candidates = cast(list[tuple[str, str, str]], refused.value.facts["candidates"])
    listed = [edition.number(node_id) for node_id, _, _ in candidates]
    assert len(listed) > 1
    assert all(edition.node(number)["name"] == shared for number in listed)


def test_a_name_of_very_many_says_that_they_were_not_all_counted(edition: Edition) -> None:
    with pytest.raises(AmbiguousParty, match="may be 10 of at least 1000: "):
        ask(edition, edition.moment(), "company", {"company": "济南"})


def test_a_party_may_be_named_by_id_code_or_name(edition: Edition) -> None:
    codes = edition.column("nodes/Company", "uscc")
    names = pd.Series(edition.column("nodes/Company", "name"))
    single = names[~names.duplicated(keep=False) & names.notna() & pd.notna(codes)].index[0]
    asked = [edition.id(single), codes[single], names[single]]
    answers = [ask(edition, edition.moment(), "company", {"company": text}) for text in asked]
    assert answers[0].equals(answers[1])
    assert answers[0].equals(answers[2])


# --- the notes ----------------------------------------------------------------------------------


def test_a_cut_search_says_what_it_cut(edition: Edition) -> None:
    found = ask(edition, edition.moment(), "search", {"text": "公司", "limit": "5"})
    assert len(found) == 5
    assert found.attrs["note"].startswith("5 of ")


def test_a_whole_answer_has_nothing_to_say(edition: Edition) -> None:
    codes = [code for code in edition.column("nodes/Company", "uscc") if code]
    found = ask(edition, edition.moment(), "search", {"text": codes[0]})
    assert (len(found), found.attrs["note"]) == (1, "")


def test_a_company_that_nobody_controls_says_why(edition: Edition) -> None:
    graded = edition.column("edges/CONTROLS", "dst")
    free = next(n for n in edition.span("Company") if n not in set(graded.tolist()))
    found = ask(edition, edition.moment(), "company/controller", {"company": edition.id(free)})
    assert found.empty
    assert found.attrs["note"].startswith("nobody controls it: ")


# --- the grade ----------------------------------------------------------------------------------


def test_a_grade_adds_up_and_each_reason_leads_to_rows_of_files(edition: Edition) -> None:
    moment = edition.moment()
    for company in busiest(edition)[:2]:
        card = grade(edition, company, moment)
        given = {"company": edition.id(company)}
        found = ask(edition, moment, "company/grade", given)
        assert found["points"].sum() == (card.score or 0)
        assert found.attrs["note"].startswith(f"{card.letter}: " if card.letter else "not graded")
        told = found["record"][found["points"].fillna(0) != 0]
        for record in " ".join(told).split()[:3]:
            row = ask(edition, moment, "source_row", {"record": record})
            assert list(row.columns) == ["field", "value"]


def test_every_fact_says_where_it_is_from_down_to_the_sheet_and_the_cell(
    edition: Edition, city: Path
) -> None:
    moment, places = edition.moment(), edition.table("records").to_pandas()
    names = places["file"].astype("str")
    for record in (names.index[names.str.contains("#")][0], names.index[0], len(names) - 1):
        place = places.iloc[record]
        found = ask(edition, moment, "where_from", {"record": str(record)})
        file, _, sheet = str(place["file"]).partition("#")
        told = found[["table", "delivery", "file", "line"]].drop_duplicates().to_dict("records")
        assert told == [{k: place[k] for k in ("table", "delivery", "line")} | {"file": file}]
        assert found["sheet"].fillna("").unique().tolist() == [sheet]
        (received,) = found["received"].unique()
        assert (city / received / file).is_file()
        row = ask(edition, moment, "source_row", {"record": str(record)})
        assert found[["field", "value"]].equals(row)
        assert row["value"].notna().any()


def test_a_grade_of_years_ends_with_the_grade_of_the_day(edition: Edition) -> None:
    moment, company = edition.moment(), busiest(edition)[0]
    given = {"company": edition.id(company), "years": "3"}
    found = ask(edition, moment, "company/grade_history", given)
    assert [str(day) for day in found["day"]][-1] == str(moment.day)
    assert len(found) == 4
    assert found["grade"].iloc[-1] == grade(edition, company, moment).letter


def test_the_records_of_a_company_hold_those_of_its_other_answers(edition: Edition) -> None:
    moment, company = edition.moment(), busiest(edition)[0]
    given = {"company": edition.id(company)}
    behind = ask(edition, moment, "company/records", given)
    assert behind["record"].is_unique
    shown = set(ask(edition, moment, "company", given)["record"])
    shown |= set(ask(edition, moment, "company/holders", given)["record"])
    assert shown - {-1} <= set(behind["record"])
