"""The kinds of identifier, by name."""

from collections.abc import Callable
from types import MappingProxyType

from graph.errors import IdentifierError
from graph.identifiers.cases import case_number
from graph.identifiers.codes import org_code, registration_number, taxpayer_id, uscc
from graph.identifiers.form import Identifier
from graph.identifiers.people import resident_id
from graph.identifiers.regions import region

KINDS: MappingProxyType[str, Callable[[str], Identifier]] = MappingProxyType(
    {
        "uscc": uscc,
        "org_code": org_code,
        "registration_number": registration_number,
        "taxpayer_id": taxpayer_id,
        "resident_id": resident_id,
        "case_number": case_number,
        "region": region,
    }
)


def parse(kind: str, text: str) -> Identifier:
    """Return the text as an identifier of this kind.

    Raises:
        IdentifierError: it is not well formed, or there is no such kind.
    """
    require_kind(kind)
    return KINDS[kind](text)


def require_kind(kind: str) -> None:
    """Refuse a kind that does not exist.

    Raises:
        IdentifierError: there is no such kind.
    """
    if kind not in KINDS:
        sentence = f"No identifier is called {kind!r}; there are: {', '.join(KINDS)}."
        raise IdentifierError(sentence, kind=kind)
