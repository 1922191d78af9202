"""The allow-lists: clauses, operators, functions and procedures of the console.

What is not here is refused. Names are of Neo4j 5.26; keywords in upper case, functions in
lower case (Neo4j reads both in any case), procedures as they are written.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A statement, a part of a UNION and the body of CALL { … } begin with one of these.
CLAUSES = frozenset(["MATCH", "OPTIONAL", "WITH", "RETURN", "UNWIND", "CALL"])

# Every other word of the grammar that may stand bare.
KEYWORDS = CLAUSES | _words(
    """
    WHERE ORDER BY SKIP OFFSET LIMIT UNION ALL DISTINCT AS YIELD ASC ASCENDING DESC DESCENDING
    AND OR XOR NOT IN IS NULL TRUE FALSE STARTS ENDS CONTAINS TYPED NORMALIZED
    CASE WHEN THEN ELSE END EXISTS COUNT COLLECT SHORTEST ANY
    """
)

# After these an operand is complete, as after a name or a literal.
COMPLETING = frozenset(["NULL", "TRUE", "FALSE", "END", "ASC", "ASCENDING", "DESC", "DESCENDING"])

# What must follow, where a word alone says nothing.
FOLLOWERS = {
    "OPTIONAL": frozenset(["MATCH", "CALL"]),
    "ORDER": frozenset(["BY"]),
    "STARTS": frozenset(["WITH"]),
    "ENDS": frozenset(["WITH"]),
    "UNION": CLAUSES | {"ALL", "DISTINCT"},
}

# Keywords that can begin a value: after a colon these keep their meaning, others are names.
VALUE_WORDS = frozenset(["NULL", "TRUE", "FALSE", "NOT", "CASE", "EXISTS", "COUNT", "COLLECT"])

# These open a subquery before `{`.
SUBQUERIES = frozenset(["EXISTS", "COUNT", "COLLECT"])

# Words that write, read files, leave the database or steer the server, and the reason.
_WRITES = "the console only reads"
_ELSEWHERE = "the console reads nothing but this graph"
_STEERS = "the console does not steer the server"
REFUSED = {
    **dict.fromkeys(
        _words("CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH INSERT FINISH"), _WRITES
    ),
    **dict.fromkeys(
        _words("LOAD CSV FIELDTERMINATOR USE USING PERIODIC COMMIT IMPORT"), _ELSEWHERE
    ),
    **dict.fromkeys(
        _words("""SHOW TERMINATE GRANT DENY REVOKE ALTER DROP RENAME DEALLOCATE REALLOCATE DRYRUN
        TRANSACTION TRANSACTIONS CONCURRENT"""),
        _STEERS,
    ),
    **dict.fromkeys(_words("EXPLAIN PROFILE CYPHER"), "a statement is sent without a prefix"),
}

FUNCTIONS = _words(
    """
    abs acos all allshortestpaths any asin atan atan2 avg btrim ceil char_length
    character_length coalesce collect cos cot count date date.truncate datetime
    datetime.truncate degrees duration duration.between duration.indays duration.inmonths
    duration.inseconds e elementid endnode exists exp floor haversin head isempty isnan keys
    labels last left length localdatetime localdatetime.truncate localtime
    localtime.truncate log log10 lower ltrim max min nodes none normalize nullif percentilecont
    percentiledisc pi point point.distance point.withinbbox properties radians range reduce
    relationships replace reverse right round rtrim shortestpath sign sin single size split sqrt
    startnode stdev stdevp substring sum tail tan time time.truncate toboolean tobooleanlist
    tobooleanornull tofloat tofloatlist tofloatornull tointeger tointegerlist tointegerornull
    tolower tostring tostringlist tostringornull toupper trim type upper valuetype
    """
)

PROCEDURES = frozenset(
    [
        "db.labels",
        "db.relationshipTypes",
        "db.propertyKeys",
        "db.schema.visualization",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
    ]
)

# Functions that walk a list inside one expression, where no time limit reaches.
WALKERS = frozenset(["all", "any", "none", "single", "reduce"])

HINTS = {
    "id": "elementId(…) tells nodes apart",
    "rand": "the same question must give the same answer",
    "randomuuid": "the same question must give the same answer",
    "timestamp": "give the day as a parameter",
    "file": _ELSEWHERE,
    "linenumber": _ELSEWHERE,
}
