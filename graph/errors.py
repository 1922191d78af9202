"""Every error of Qiji, as one tree.

+ QijiError            what a person can read: what, where, what to do
  + DataError          a source row or file breaks its declaration
    - MissingFile      nothing to load where one was told to look
    - UnreadableFile   a file that is empty, cut off, encrypted or not a regular file
    - MissingColumn    a header lacks what its table declares
    - BadValue         a cell that its column type cannot read
    - TooManyRejects   more rows of a table were refused than it declares bearable
    - DeclarationError a table's declaration is itself wrong
  + IdentifierError    a code or number is not well formed
  + QueryError         a question was asked wrongly
    - UnknownQuery  - WrongParameters  - UnknownParty  - AmbiguousParty
  + HomeError          the home folder cannot be used
    - HomeBusy         another command is writing this home
    - HomeFull         the disk is full
  + EditionError       an edition is missing, unfinished, damaged or of an older format
  + LeakError          something asked for a fact that was not known on its day
  + ServerError        Neo4j refused, or is away
  + HandLost           a process that helped this one was ended from outside

A face (the command line, the pages) catches `QijiError` and prints its sentence.
Facts a machine may want are attributes: `error.facts["line"]`.
"""


class QijiError(Exception):
    """Something a person can act on; its text is one whole sentence.

    Args:
        message: what is wrong with the value shown, where, and what to do.
        **facts: the same facts for machines (`table`, `line`, `value` ...).
    """

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class DataError(QijiError):
    """A source row or file breaks its declaration."""


class MissingFile(DataError):
    """There is nothing to load where one was told to look."""


class UnreadableFile(DataError):
    """A file is empty, cut off, encrypted, not regular, or not to be decoded."""


class MissingColumn(DataError):
    """A header lacks columns that its table declares."""


class BadValue(DataError):
    """A cell cannot be read as its column type."""


class TooManyRejects(DataError):
    """More rows of a table were refused than its declaration bears."""


class DeclarationError(DataError):
    """A table's declaration is wrong; the text names file and line."""


class IdentifierError(QijiError):
    """A code or number is not well formed."""


class QueryError(QijiError):
    """A question was asked wrongly."""


class UnknownQuery(QueryError):
    """There is no question of that name."""


class WrongParameters(QueryError):
    """A question was given parameters it does not take, or not those it needs."""


class UnknownParty(QueryError):
    """No company, person or event answers to what was given."""


class AmbiguousParty(QueryError):
    """Several parties answer to what was given; `facts["candidates"]` lists them."""


class HomeError(QijiError):
    """The home folder cannot be used."""


class HomeBusy(HomeError):
    """Another command is writing this home."""


class HomeFull(HomeError):
    """The disk that holds the home is full."""


class EditionError(QijiError):
    """An edition is missing, unfinished, damaged or of an older format."""


class LeakError(QijiError):
    """Something asked for a fact that was not known on its day."""


class ServerError(QijiError):
    """Neo4j refused, or is away."""


class HandLost(QijiError):
    """A process that helped this one was ended from outside, often for want of memory."""
