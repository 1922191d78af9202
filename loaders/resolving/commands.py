"""The commands of resolution: `qiji resolve …`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
import pandas as pd

from graph import answers
from graph.home import Home, disk
from graph.options import home_option
from loaders.resolving.enterprises import evaluation, explaining
from loaders.resolving.enterprises.features import FEATURES, MODEL, OWN, company_model
from loaders.resolving.enterprises.truth import read_truth
from loaders.resolving.model import read_model

F = TypeVar("F", bound=Callable[..., None])
LIST = click.Path(dir_okay=False, path_type=Path)


def _hiding(command: F) -> F:
    """Add `--hide`, `--seed` and `--by-hand`."""
    hide = click.option(
        "--hide",
        type=click.FloatRange(0, 1),
        default=0.4,
        show_default=True,
        help="Share of a list's rows whose codes are hidden.",
    )
    seed = click.option("--seed", type=int, default=1, show_default=True, help="Which rows.")
    typed = click.option(
        "--by-hand", is_flag=True, help="People typed the names: look-alikes and homophones count."
    )
    return hide(seed(typed(command)))


@click.group()
def resolve() -> None:
    """Say how who is who is told among companies: measure it, learn it, explain it.

    \b
    Example: qiji resolve explain 济南鼎盛商贸有限公司 济南市鼎盛商贸有限责任公司
    """


@resolve.command()
@click.argument("truth", type=LIST)
@_hiding
@home_option
def evaluate(truth: Path, hide: float, seed: int, by_hand: bool, home: Home) -> None:
    """Measure resolution on TRUTH, a CSV of names and codes, or of pairs of names.

    A list has the columns name and code (名称, 统一社会信用代码), and may have representative
    (法定代表人): of every two rows whose names differ, at least one without its code, it is
    counted whether they are found to be one. Pairs have name_a, name_b and same (名称1, 名称2,
    相同: 1 or 0). Nothing is written.

    \b
    Example: qiji resolve evaluate names.csv --hide 0.4 --seed 1
    """
    found = evaluation.evaluate(
        read_truth(truth), company_model(home), hide=hide, seed=seed, by_hand=by_hand
    )
    click.echo(answers.table(found.kinds))
    bands = found.calibration.assign(band=found.calibration["band"].astype("str")).round(4)
    click.echo("How often pairs are one, by the probability that was stated of them:")
    click.echo(answers.table(bands))
    click.echo(f"{found.sayings:,} names in {found.seconds:.1f} seconds of processor time.")


@resolve.command()
@click.argument("pairs", type=LIST)
@_hiding
@home_option
def train(pairs: Path, hide: float, seed: int, by_hand: bool, home: Home) -> None:
    """Learn points from PAIRS, a file as `evaluate` takes; later builds of this home use them.

    Where the file says little, the points that are shipped stay. Delete `models/company.toml`
    of the home to go back to these.

    \b
    Example: qiji resolve train pairs.csv
    """
    shipped = read_model(MODEL, FEATURES)
    model = evaluation.train(read_truth(pairs), shipped, hide=hide, seed=seed, by_hand=by_hand)
    with home.lock("resolve train"):
        path = explaining.model_path(home, OWN)
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
    """Show why A and B are one company or two: names taken apart, points, what forbids.

    A and B are ids, codes or names; a name need not be in the edition in use.

    \b
    Example: qiji resolve explain C000000002 济南鼎盛商贸有限公司
    """
    model = company_model(home)
    found = explaining.explain(home, a, b, model, by_hand=by_hand)
    click.echo(answers.table(found.names))
    rows = [("", "", found.intercept, "where the sum begins")]
    rows += [(part.feature, part.level, part.points, part.meaning) for part in found.parts]
    rows += [("", "", round(found.score, 3), f"sum; a probability of {found.probability:.4f}")]
    columns = ["feature", "level", "points", "meaning"]
    click.echo(answers.table(pd.DataFrame(rows, columns=columns)))
    click.echo(found.verdict)
