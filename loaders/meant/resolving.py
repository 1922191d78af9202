"""Who every party of every row is: by codes and names, by what surrounds them, as people judged."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from graph.home import Home
from loaders.judging.obeying import Obeyed
from loaders.meant import judged, surroundings
from loaders.meant.firms import find_companies
from loaders.meant.matching import likely_companies
from loaders.meant.people import find_people
from loaders.meant.places import find_places
from loaders.meant.who import Versions, Who
from loaders.resolving.enterprises.features import company_model
from loaders.resolving.enterprises.matching import match
from loaders.table import Table


def resolve(
    home: Home, tables: Mapping[str, Table], rows: Versions, obeyed: Obeyed | None = None
) -> Who:
    """Return who every party of every row is; where people judged, as they did."""
    who = Who(obeyed=obeyed or Obeyed([]))
    known = find_companies(home, who, tables, rows)
    # Names are taken apart and compared on another core than the one that finds people.
    with ThreadPoolExecutor(1) as beside:
        matching = beside.submit(lambda: match(known(), company_model(home)))
        found, meant = find_people(home, who, tables, rows)
        find_places(home, who, tables, rows)
        found = surroundings.across(who, tables, rows, meant, found)
        matched = matching.result()
    before = who.companies
    assert before is not None
    judged.join(who, found.keys, {"Company": matched.group, "Person": found.group})
    near = surroundings.likely(who, meant, found)
    who.likely = pd.concat([near, likely_companies(matched, before, who.companies)])
    return who
