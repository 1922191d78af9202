"""The commands of resolution: `qiji resolve …`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
import pandas as pd

from graph import answers
from graph.errors import WrongParameters
from graph.home import Home, disk
from graph.options import home_option
from loaders.resolving.enterprises import evaluation, explaining
from loaders.resolving.enterprises.features import FEATURES, MODEL, OWN, company_model
from loaders.resolving.enterprises.truth import read_truth
from loaders.resolving.model import Part, PointModel, read_model
from loaders.resolving.people import evaluation as people_evaluation
from loaders.resolving.people import features as people_features
from loaders.resolving.people.lists import is_of_people, read_people

if TYPE_CHECKING:
    from loaders.meant.explaining import World

F = TypeVar("F", bound=Callable[..., None])
LIST = click.Path(dir_okay=False, path_type=Path)
PERSON = re.compile(r"P\d{9}")


def _hiding(command: F) -> F:
    """Add `--hide`, `--seed` and `--by-hand`."""
    hide = click.option(
        "--hide",
        type=click.FloatRange(0, 1),
        default=0.4,
        show_default=True,
        help="Share of a list's rows whose codes or ids are hidden.",
    )
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Which rows.")
    typed = click.option(
        "--by-hand", is_flag=True, help="People typed the names: look-alikes and homophones count."
    )
    return hide(seed(typed(command)))


@click.group()
def resolve() -> None:
    """Say how who is who is told, of companies and people: measure it, learn it, explain it.

    \b
    Example: qiji resolve explain 济南鼎盛商贸有限公司 济南市鼎盛商贸有限责任公司
    """


@resolve.command()
@click.argument("truth", type=LIST)
@_hiding
@home_option
def evaluate(truth: Path, hide: float, seed: int, by_hand: bool, home: Home) -> None:
    """Measure resolution on TRUTH, a CSV of names and codes, of people, or of pairs.

    A list of companies has the columns name and code (名称, 统一社会信用代码), and may have
    representative (法定代表人): of every two rows whose names differ, at least one without its
    code, it is counted whether they are found to be one. Pairs have name_a, name_b and same
    (名称1, 名称2, 相同: 1 or 0).

    A list of people has person, name and company (人员, 姓名, 企业名称), and may have id, masked,
    phone, address and case (证件号码, 证件号码掩码, 电话, 地址, 案号): of every two rows, at least
    one without its id, it is counted whether they are found to be one. Pairs of people have
    id_a, id_b and same (人员1, 人员2, 相同), ids of this home's people. Nothing is written.

    \b
    Example: qiji resolve evaluate names.csv --hide 0.4 --seed 1
    """
    if is_of_people(truth):
        _refuse_by_hand(by_hand)
        found = _of_people(truth, home, hide, seed)
        said = "rows" if not read_people(truth).paired else "people"
    else:
        found = evaluation.evaluate(
            read_truth(truth), company_model(home), hide=hide, seed=seed, by_hand=by_hand
        )
        said = "names"
    click.echo(answers.table(found.kinds))
    bands = found.calibration.assign(band=found.calibration["band"].astype("str")).round(4)
    click.echo("How often pairs are one, by the probability that was stated of them:")
    click.echo(answers.table(bands))
    click.echo(f"{found.sayings:,} {said} in {found.seconds:.1f} seconds of processor time.")


def _of_people(truth: Path, home: Home, hide: float, seed: int) -> evaluation.Evaluation:
    from loaders.meant import explaining as people

    given = read_people(truth)
    if given.paired:
        return people.evaluate(_world(home, "resolve evaluate"), given)
    model = people_features.person_model(home)
    return people_evaluation.evaluate(given, model, hide=hide, seed=seed)


def _world(home: Home, doing: str) -> World:
    """Return the people of a home; reading its rows may write them anew, so it is locked."""
    from loaders.meant.explaining import World

    with home.lock(doing):
        return World.of(home)


def _refuse_by_hand(by_hand: bool) -> None:
    if by_hand:
        raise WrongParameters("--by-hand is about names of companies; leave it out for people.")


@resolve.command()
@click.argument("pairs", type=LIST)
@_hiding
@home_option
def train(pairs: Path, hide: float, seed: int, by_hand: bool, home: Home) -> None:
    """Learn points from PAIRS, a file as `evaluate` takes; later builds of this home use them.

    Where the file says little, the points that are shipped stay. Delete `models/company.toml`
    or, for people, `models/person.toml` of the home to go back to these.

    \b
    Example: qiji resolve train pairs.csv
    """
    if is_of_people(pairs):
        _refuse_by_hand(by_hand)
        _keep(home, people_features.OWN, _learnt_of_people(pairs, home, hide, seed))
        return
    shipped = read_model(MODEL, FEATURES)
    truth = read_truth(pairs)
    model = evaluation.train(truth, shipped, hide=hide, seed=seed, by_hand=by_hand)
    _keep(home, OWN, model)


def _learnt_of_people(pairs: Path, home: Home, hide: float, seed: int) -> PointModel:
    from loaders.meant import explaining as people

    given, shipped = read_people(pairs), people_features.person_model()
    if given.paired:
        return people.train(_world(home, "resolve train"), given, shipped)
    return people_evaluation.train(given, shipped, hide=hide, seed=seed)


def _keep(home: Home, own: str, model: PointModel) -> None:
    with home.lock("resolve train"):
        path = explaining.model_path(home, own)
        with disk(path):
            path.write_text(model.to_toml(), "utf-8")
    click.echo(f"{path}: {model.learnt_from}.")
    click.echo("The next edition uses it: run `qiji build`.")


@resolve.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--by-hand", is_flag=True, help="People typed the names: look-alikes and homophones count."
)
@home_option
def explain(a: str, b: str, by_hand: bool, home: Home) -> None:
    """Show why A and B are one or two: what is compared, points, what forbids.

    Companies are ids, codes or names; a name need not be in the edition in use. People are ids
    (P…); for these all deliveries are read, as the next build would.

    \b
    Example: qiji resolve explain C000000002 济南鼎盛商贸有限公司
             qiji resolve explain P000000001 P000000002
    """
    of_people = [bool(PERSON.fullmatch(text)) for text in (a, b)]
    if any(of_people):
        _refuse_by_hand(by_hand)
        if not all(of_people):
            raise WrongParameters(
                f"{a} and {b} are not two people; people are explained by their ids (P…), both."
            )
        from loaders.meant import explaining as people

        told = people.explain(_world(home, "resolve explain"), a, b)
        click.echo(answers.table(told.people))
        if told.parts or told.score:
            click.echo(_points(told.intercept, told.parts, told.score, told.probability))
        click.echo(told.verdict)
        return
    model = company_model(home)
    found = explaining.explain(home, a, b, model, by_hand=by_hand)
    click.echo(answers.table(found.names))
    click.echo(_points(found.intercept, found.parts, found.score, found.probability))
    click.echo(found.verdict)


def _points(intercept: float, parts: list[Part], score: float, probability: float) -> str:
    rows = [("", "", intercept, "where the sum begins")]
    rows += [(part.feature, part.level, part.points, part.meaning) for part in parts]
    rows += [("", "", round(score, 3), f"sum; a probability of {probability:.4f}")]
    columns = ["feature", "level", "points", "meaning"]
    return answers.table(pd.DataFrame(rows, columns=columns))
