"""A scale as a page for people: `docs/scale.md` is this, and a test keeps it so."""

from __future__ import annotations

from collections.abc import Sequence

from graph.days import EARLIEST, calendar_day
from queries.scales.declared import Cap, Indicator, Scale

HEAD = """# {title} ({zh}), {name} {version}

Rendered from `queries/scales/{name}.toml`; change that file, never this one, and render it again
with `python -m queries.scales.page > docs/scale.md`.

Everybody begins with **{base}** points. Each indicator adds the points of the bin that its value
falls into; what is not known adds nothing. While a cap holds, no letter is better than the one it
names, whatever the score. The points of all reasons add up to the score.

Graded are enterprises registered for {days} days and known to {least} of these departments:
{departments}. Others get `{none}` (信息不足), which is not a bad grade; those that no longer exist
have no grade.
"""


def page(scale: Scale) -> str:
    """Return a scale as Markdown."""
    evidence = scale.evidence
    head = HEAD.format(
        title=scale.title.en.capitalize(),
        zh=scale.title.zh,
        name=scale.name,
        version=scale.version,
        base=scale.base,
        none=scale.none,
        days=evidence.least_days,
        least=evidence.least_departments,
        departments=", ".join(d.title.en for d in evidence.departments),
    )
    letters = [(letter, _number(lowest)) for letter, lowest in scale.grades.items()]
    caps = [(c.title.zh, c.title.en, c.grade, _events(c), c.source) for c in scale.caps]
    indicators = [
        (i.title.zh, i.meaning.en, _measured(i), _bins(i), i.source) for i in scale.indicators
    ]
    return "\n".join(
        [
            head,
            "## Letters (GB/T 22116)\n",
            _table(("letter", "from"), letters),
            "## Caps\n",
            _table(("事实", "fact", "at best", "events", "source"), caps),
            "## Indicators\n",
            _table(("指标", "what it measures", "how", "points", "source"), indicators),
        ]
    )


def _number(value: float) -> str:
    return "below" if value == float("-inf") else f"{value:g}"


def _events(cap: Cap) -> str:
    return ", ".join((*cap.happened.kinds, *(f"status {s}" for s in cap.statuses)))


def _measured(indicator: Indicator) -> str:
    told = indicator.happened
    words = [indicator.measure, *told.kinds, *filter(None, [indicator.series, indicator.property])]
    if told.roles and told.roles != ("subject",):
        words.append(f"as {' or '.join(told.roles)}")
    if indicator.through:
        words.append(f"of {indicator.through}")
    if told.state == "in_force":
        words.append("in force")
    if indicator.window:
        words.append(f"{indicator.window} days")
    if indicator.months:
        words.append(f"{indicator.months} months")
    for term in told.terms:
        since = (
            "" if term.in_force_from == EARLIEST else f" from {calendar_day(term.in_force_from)}"
        )
        words.append(f"at most {term.days} days{since}")
    return ", ".join(words)


def _bins(indicator: Indicator) -> str:
    if indicator.attention:
        return "attention only"
    if indicator.words:
        pairs = zip(indicator.words, indicator.bins, strict=True)
        return "; ".join(f"{word}: {b.points:+d}" for word, b in pairs)
    return "; ".join(f"{_number(b.start)}: {b.points:+d}" for b in indicator.bins)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


if __name__ == "__main__":
    import click

    from queries.scales import scale

    click.echo(page(scale()), nl=False)
