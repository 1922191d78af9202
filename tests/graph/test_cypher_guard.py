"""What the console lets through to Neo4j, and what it never does."""

import contextlib
import random

import pytest

from graph.cypher import Token, check
from graph.cypher.lexer import lex, render
from graph.errors import QueryError
from graph.neo4j import Server

# (statement, what the refusal says of it)
HOSTILE = [
    # writes, bare and hidden
    ("CREATE (n)", "only reads"),
    ("create (n:Qiji) RETURN n", "only reads"),
    ("MERGE (n:Company {id: 'C1'}) RETURN n", "only reads"),
    ("MATCH (n) SET n.name = 'x' RETURN n", "only reads"),
    ("MATCH (n) SET n:Company RETURN n", "only reads"),
    ("MATCH (n) SET n += {a: 1} RETURN n", "only reads"),
    ("MATCH (n) DELETE n", "only reads"),
    ("MATCH (n) DETACH DELETE n", "only reads"),
    ("MATCH (n) NODETACH DELETE n", "only reads"),
    ("MATCH (n) REMOVE n.name RETURN n", "only reads"),
    ("MATCH (n) FOREACH (x IN [1] | SET n.a = x)", "only reads"),
    ("FOREACH (x IN [1] | CREATE (:A))", "only reads"),
    ("INSERT (n:Company)", "only reads"),
    ("MATCH (n) FINISH", "only reads"),
    ("WITH * CREATE (n) RETURN n", "only reads"),
    ("MATCH (n) WITH * DELETE n", "only reads"),
    ("RETURN 1 AS x UNION CREATE (n) RETURN 1 AS x", "must be followed by"),
    ("RETURN 1 AS x UNION ALL MERGE (n) RETURN 1 AS x", "only reads"),
    ("MATCH (n) CALL { WITH n DELETE n } RETURN 1", "only reads"),
    ("MATCH (n) CALL (n) { SET n.a = 1 } RETURN 1", "only reads"),
    ("MATCH (n) WHERE EXISTS { CREATE (m) } RETURN n", "only reads"),
    ("RETURN COUNT { MATCH (n) DELETE n }", "only reads"),
    ("MATCH (n)/**/SET/**/n.a=1 RETURN n", "only reads"),
    ("MATCH (n) // \nSET n.a = 1", "only reads"),
    ("MATCH (n) s\\u0065t n.a = 1 RETURN n", "only reads"),
    ("MATCH (n) \\u0053\\u0045\\u0054 n.a = 1 RETURN n", "only reads"),
    ("RETURN 1 //\\u000aCREATE (n)", "only reads"),
    ("RETURN 1 //\\u000dCREATE (n)", "only reads"),
    ("RETURN 1 /* \\u002a\\u002f CREATE (n) /* */", "only reads"),
    ("RETURN '\\u0027 CREATE (n) //'", "only reads"),
    ('RETURN "\\u0022 CREATE (n) //"', "only reads"),
    ("MATCH (`a\\u0060) SET a.b = 1 //`", "only reads"),
    ("MATCH (n) \\uD835\\uDC12ET n.a = 1", "no clause or operator"),
    ("MATCH (n)\u00a0SET n.a = 1", "only reads"),
    ("MATCH (n)\u2028SET n.a = 1", "only reads"),
    ("MATCH (n) ſET n.a = 1", "no clause or operator"),
    ("RETURN 1SET", "without a space"),
    ("RETURN 1.SET", "without a space"),
    ("RETURN 0x1SET", "without a space"),
    ("RETURN 1.e2 AS x", "without a space"),
    # files and addresses
    ("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "nothing but this graph"),
    ("load csv with headers from 'http://127.0.0.1/' AS row RETURN row", "nothing but this graph"),
    ("LOAD/**/CSV FROM 'ftp://x/y' AS row RETURN row", "nothing but this graph"),
    ("L\\u004fAD CSV FROM 'http://x/' AS row RETURN row", "nothing but this graph"),
    ("MATCH (n) LOAD CSV FROM n.name AS row RETURN row", "nothing but this graph"),
    ("CALL { LOAD CSV FROM 'http://x/' AS r RETURN r } RETURN r", "nothing but this graph"),
    ("USING PERIODIC COMMIT LOAD CSV FROM 'x' AS r RETURN r", "nothing but this graph"),
    ("RETURN file()", "nothing but this graph"),
    ("RETURN linenumber()", "nothing but this graph"),
    # other graphs, other people's transactions, the server's settings
    ("USE system SHOW USERS", "nothing but this graph"),
    ("USE neo4j MATCH (n) RETURN n", "nothing but this graph"),
    ("CALL { USE system MATCH (n) RETURN n } RETURN n", "nothing but this graph"),
    ("RETURN graph.byName('system')", "is not one of the console's"),
    ("SHOW TRANSACTIONS", "does not steer"),
    ("SHOW SETTINGS YIELD name, value RETURN name, value", "does not steer"),
    ("SHOW FUNCTIONS", "does not steer"),
    ("SHOW INDEXES", "does not steer"),
    ("TERMINATE TRANSACTIONS 'neo4j-transaction-1'", "does not steer"),
    ("SHOW TRANSACTIONS YIELD * TERMINATE TRANSACTIONS transactionId", "does not steer"),
    ("ALTER USER neo4j SET PASSWORD 'x'", "does not steer"),
    ("ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'", "does not steer"),
    ("DROP DATABASE neo4j", "does not steer"),
    ("DROP CONSTRAINT c", "does not steer"),
    ("GRANT ROLE admin TO u", "does not steer"),
    ("DENY READ {*} ON GRAPH * TO u", "does not steer"),
    ("REVOKE ROLE admin FROM u", "does not steer"),
    ("RENAME USER a TO b", "does not steer"),
    ("START DATABASE neo4j", "a statement begins with"),
    ("STOP DATABASE neo4j", "a statement begins with"),
    ("ENABLE SERVER 'x'", "a statement begins with"),
    ("DRYRUN REALLOCATE DATABASES", "does not steer"),
    ("CREATE INDEX FOR (n:A) ON (n.b)", "only reads"),
    # procedures and functions off the list
    ("CALL dbms.listConfig()", "is not allowed"),
    ("CALL dbms.listConfig() YIELD name, value RETURN name, value", "is not allowed"),
    ("CALL dbms.killConnections(['bolt-1'])", "is not allowed"),
    ("CALL dbms.listConnections", "is not allowed"),
    ("CALL db.createLabel('x')", "is not allowed"),
    ("CALL db.clearQueryCaches()", "is not allowed"),
    ("CALL `dbms`.`listConfig`()", "is not allowed"),
    ("CALL db . createLabel('x')", "is not allowed"),
    ("CALL d\\u0062ms.listConfig()", "is not allowed"),
    ("CALL apoc.load.json('http://x/')", "is not allowed"),
    ("CALL apoc.cypher.doIt('CREATE (n)', {})", "is not allowed"),
    ("OPTIONAL CALL dbms.listConfig() YIELD name RETURN name", "is not allowed"),
    ("MATCH (n) CALL tx.setMetaData({a: 1}) RETURN n", "is not allowed"),
    ("CALL db.labels.secret()", "is not allowed"),
    ("RETURN apoc.load.json('x')", "is not one of the console's"),
    ("RETURN apoc . text . join(['a'], '')", "is not one of the console's"),
    ("RETURN `apoc`.`util`.`sleep`(1000)", "is not one of the console's"),
    ("RETURN custom.thing(1)", "is not one of the console's"),
    ("RETURN frobnicate(1)", "is not one of the console's"),
    ("RETURN rand()", "the same answer"),
    ("RETURN randomUUID()", "the same answer"),
    ("MATCH (n) RETURN id(n)", "elementId"),
    ("MATCH (n) WHERE `file`() = 'x' RETURN n", "nothing but this graph"),
    ("RETURN [x IN [1] | frobnicate(x)]", "is not one of the console's"),
    ("RETURN {a: frobnicate(1)}", "is not one of the console's"),
    # prefixes, several statements, batches, unknown clauses
    ("EXPLAIN MATCH (n) RETURN n", "without a prefix"),
    ("PROFILE MATCH (n) RETURN n", "without a prefix"),
    ("CYPHER runtime=parallel MATCH (n) RETURN n", "without a prefix"),
    ("CYPHER 25 MATCH (n) RETURN n", "without a prefix"),
    ("RETURN 1; RETURN 2", "one statement"),
    ("RETURN 1;; RETURN 2", "one statement"),
    ("RETURN 1 \\u003b CREATE (n)", "one statement"),
    ("MATCH (n) CALL (n) { RETURN 1 AS x } IN TRANSACTIONS RETURN x", "in transactions"),
    ("CALL { RETURN 1 AS x } IN 4 CONCURRENT TRANSACTIONS RETURN x", "in transactions"),
    ("MATCH (n) CALL { WITH n RETURN 1 AS x } IN x OF 5 ROWS RETURN x", "in transactions"),
    ("FILTER true RETURN 1", "a statement begins with"),
    ("LET x = 1 RETURN x", "a statement begins with"),
    ("MATCH (n) FILTER n.x RETURN n", "no clause or operator"),
    ("MATCH (n) FROBNICATE n RETURN n", "no clause or operator"),
    ("MATCH (n) RETURN n NEXT RETURN 1", "no clause or operator"),
    ("MATCH (n) USING INDEX n:Company(id) RETURN n", "nothing but this graph"),
    ("OPTIONAL FROB (n) RETURN n", "must be followed by"),
    ("WHEN true THEN RETURN 1", "a statement begins with"),
    ("", "no statement"),
    ("   // nothing here", "no statement"),
    (";", "no statement"),
    # computed labels
    ("MATCH (n:$('Company')) RETURN n", "never computed"),
    ("MATCH (n:$($label)) RETURN n", "never computed"),
    ("MATCH (n:$all($labels)) RETURN n", "never computed"),
    ("MATCH (n:$any(['A'])) RETURN n", "never computed"),
    ("MATCH ()-[r:$($type)]->() RETURN r", "never computed"),
    ("MATCH (n:$label) RETURN n", "never computed"),
    # no end in sight
    ("MATCH p = (a)-[*]->(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS*]->(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[r:OWNS*2..]->(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS*..]->(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS*1..1000]->(b) RETURN p", "at most 20 steps"),
    ("MATCH p = (a)-[:OWNS*99]->(b) RETURN p", "at most 20 steps"),
    ("MATCH p = (a)-[:OWNS*..0xFF]->(b) RETURN p", "at most 20 steps"),
    ("MATCH p = (a)-[:OWNS* {share: 1}]->(b) RETURN p", "no upper bound"),
    ("MATCH p = shortestPath((a)-[*]-(b)) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]->+(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]->*(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]-+(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-->+(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)--*(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)<-[:OWNS]-*(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]->{2,}(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]->{,}(b) RETURN p", "no upper bound"),
    ("MATCH p = (a)-[:OWNS]->{1,500}(b) RETURN p", "at most 20 steps"),
    ("MATCH p = ((a)-[:OWNS]->(b))+ RETURN p", "no upper bound"),
    ("MATCH p = ((a)-[:OWNS]->(b))* RETURN p", "no upper bound"),
    ("MATCH p = ((a)<-[:OWNS]-(b)){3,} RETURN p", "no upper bound"),
    ("MATCH p = ((a)-->(b) WHERE a.x = 1)+ RETURN p", "no upper bound"),
    ("RETURN reduce(s = 0, x IN range(1, 2000000000) | s + x)", "a range in an expression"),
    ("RETURN size([x IN range(1, 1e9) | x])", "a range in an expression"),
    ("RETURN any(x IN range(1, $n) WHERE x < 0)", "a range in an expression"),
    ("MATCH (c) RETURN range(1, c.capital)", "a range in an expression"),
    ("RETURN range(0, 10000 * 10000)", "a range in an expression"),
    ("WITH [1] AS r RETURN any(a IN r WHERE any(b IN r WHERE any(c IN r WHERE c > 1)))", "walks"),
    ("RETURN [a IN [1] | [b IN [1] | [c IN [1] | c]]]", "walks"),
    ("MATCH (n) WHERE n.name =~ '(a+)+b' RETURN n", "may never end"),
    ("MATCH (n) WHERE n.name =~ '.*a.*b.*c.*d' RETURN n", "may never end"),
    ("MATCH (n) WHERE n.name =~ $pattern RETURN n", "written out"),
    ("MATCH (n) WHERE n.name =~ '(x)\\\\1' RETURN n", "may never end"),
    # not Cypher at all
    ("RETURN 'abc", "never closed"),
    ("RETURN `abc", "never closed"),
    ("RETURN /* abc", "never closed"),
    ("RETURN '\\u12' AS x", "four hexadecimal digits"),
    ("RETURN '\\uD800' AS x", "half a character"),
    ("RETURN '\\d' AS x", "means nothing in a string"),
    ("RETURN `a\\\\b`", "backslash"),
    ("RETURN ‘abc’", "no part of Cypher"),
    ("RETURN （1）", "full-width"),
    ("MATCH (a)—(b) RETURN a", "no part of Cypher"),
    ("MATCH (n RETURN n", "never closed"),
    ("MATCH (n]) RETURN n", "not opened"),
    ("RETURN " + "(" * 60 + "1" + ")" * 60, "brackets stand within"),
    ("RETURN '" + "a" * 30_000 + "'", "at most 20,000"),
    ("RETURN '\x00'", "NUL"),
    ("RETURN $`odd name`", "never computed"),
]

# (statement, what is sent), or None where it is sent as typed
HARMLESS = [
    ("MATCH (n) RETURN n", None),
    ("match (n:Company) return n.name as name limit 5", None),
    ("MATCH (c:Company {uscc: $uscc}) RETURN c.name AS name", None),
    ("MATCH (c:Company)<-[o:OWNS]-(h) RETURN h.name AS holder, o.share AS share", None),
    ("MATCH p = (h)-[:OWNS*1..6]->(c:Company) RETURN length(p) AS steps", None),
    ("MATCH p = (h)-[:OWNS*..6]->(c:Company) RETURN p", None),
    ("MATCH p = (h)-[:OWNS*3]->(c:Company) RETURN p", None),
    ("MATCH (h)-[r:OWNS|GUARANTEES*1..3 {source: 'x'}]-(c) RETURN r", None),
    ("MATCH p = shortestPath((a:Company)-[*..6]-(b:Company)) WHERE a.id < b.id RETURN p", None),
    ("MATCH p = allShortestPaths((a:Person)-[*..4]-(b:Person)) RETURN p", None),
    ("MATCH p = (a:Company)-[:OWNS]->{1,6}(b:Company) RETURN p", None),
    ("MATCH p = (a:Company)-[:OWNS]->{,6}(b:Company) RETURN p", None),
    ("MATCH p = (a:Company) ((x)-[:OWNS]->(y)){1,4} (b:Company) RETURN p", None),
    ("MATCH p = SHORTEST 1 (a:Company)-[:OWNS]-{1,5}(b:Company) RETURN p", None),
    ("MATCH p = ALL SHORTEST (a:Company)-[:OWNS]-{1,5}(b:Company) RETURN p", None),
    ("MATCH (a)-->(b)<--(c)--(d) RETURN a, b, c, d", None),
    ("MATCH (a:Company|Person)-[:!OWNS]->(b:Company&Qiji) RETURN a", None),
    ("MATCH (n:%) RETURN count(n) AS n", None),
    ("MATCH (n) WHERE n:Company OR n:Person RETURN labels(n) AS labels", None),
    ("MATCH (n:Company WHERE n.kind = 'branch') RETURN n", None),
    ("MATCH (a)-[r:OWNS WHERE r.share * 2 > 1]->(b) RETURN a", None),
    ("OPTIONAL MATCH (n:Nothing) RETURN n", None),
    ("MATCH (n) WITH n ORDER BY n.name DESC SKIP 5 LIMIT 10 RETURN collect(n.name) AS names", None),
    ("MATCH (n) RETURN DISTINCT n.region AS region, count(*) AS n ORDER BY n DESC, region", None),
    ("MATCH (n) WITH *, 1 AS one RETURN *", None),
    ("UNWIND [1, 2, 3] AS x RETURN x * 2 + 1 AS y", None),
    ("UNWIND range(1, 1000000) AS x RETURN sum(x) AS total", None),
    ("UNWIND $ids AS id MATCH (n:Company {id: id}) RETURN n.name AS name", None),
    ("RETURN range(0, 10) AS r", None),
    ("MATCH p = (a)-[*1..2]-(b) RETURN [i IN range(0, length(p) - 1) | i] AS steps", None),
    ("MATCH p = (a)-[*1..2]-(b) RETURN [i IN range(0, size(nodes(p)) - 1) | i] AS s", None),
    ("RETURN CASE WHEN 1 > 0 THEN 'yes' ELSE 'no' END AS answer", None),
    ("MATCH (n) RETURN CASE n.kind WHEN 'branch' THEN 1 ELSE 0 END AS b", None),
    ("MATCH (n) WHERE EXISTS { (n)-[:OWNS]->() } RETURN n", None),
    ("MATCH (n) WHERE NOT EXISTS { MATCH (n)-[:OWNS]->(m) WHERE m.id = 'x' } RETURN n", None),
    ("MATCH (n) RETURN COUNT { (n)-[:OWNS]->() } AS holdings", None),
    ("MATCH (n) RETURN COLLECT { MATCH (n)-[:OWNS]->(m) RETURN m.name } AS names", None),
    ("MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN count(m) AS c } RETURN n.name AS name, c", None),
    ("CALL { MATCH (n) RETURN count(n) AS c } RETURN c", None),
    ("MATCH (n:Company) RETURN n {.name, .uscc, kind: n.kind, total: 1} AS company", None),
    ("MATCH (n) RETURN properties(n) AS p, keys(n) AS k, elementId(n) AS e", None),
    ("MATCH (n) WHERE n.name STARTS WITH '华' OR n.name ENDS WITH '公司' RETURN n", None),
    ("MATCH (n) WHERE n.name CONTAINS '瑞' AND n.uscc IS NOT NULL RETURN n", None),
    ("MATCH (n) WHERE n.name =~ '华.*公司' RETURN n", None),
    ("MATCH (n) WHERE n.region IN ['370102', '370103'] XOR n.state_body RETURN n", None),
    ("MATCH (n) WHERE date('2020-01-01') <= n.day < date($as_of) RETURN n", None),
    ("RETURN duration.between(date('2020-01-01'), date('2021-01-01')).years AS years", None),
    ("RETURN date.truncate('month', date('2020-05-06')) AS month", None),
    (
        "MATCH p = (a)-[:OWNS*1..3]->(b) "
        "RETURN reduce(s = 1.0, r IN relationships(p) | s * r.share) AS x",
        None,
    ),
    (
        "MATCH p = (a)-[*1..2]-(b) WHERE all(r IN relationships(p) WHERE r.share > 0.5) RETURN p",
        None,
    ),
    (
        "MATCH p = (a)-[*1..2]-(b) "
        "WHERE none(n IN nodes(p) WHERE any(l IN labels(n) WHERE l = 'X')) RETURN p",
        None,
    ),
    ("RETURN 1 AS x UNION RETURN 2 AS x", None),
    ("RETURN 1 AS x UNION ALL RETURN 2 AS x", None),
    ("CALL db.labels()", None),
    ("CALL db.labels() YIELD label RETURN label ORDER BY label", None),
    ("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type", None),
    ("CALL db.propertyKeys", None),
    ("RETURN 1.5e3 AS a, .5 AS b, 0x1F AS c, 0o17 AS d, 1_000 AS e, -1 AS f", None),
    ("RETURN (1 + 2) * 3 ^ 2 % 4 - 5 / 6 AS x", None),
    ("RETURN (1) + (2) AS x, [1, 2][0] AS y, [1, 2, 3][0..2] AS z, 'a' || 'b' AS w", None),
    ("RETURN 1 <> 2 AS a, 1 >= 2 AS b, NOT true AS c, null IS NULL AS d", None),
    ("RETURN percentileCont(1.0, 0.5) AS m, stDev(1) AS s, avg(2) AS a", None),
    ("MATCH (n) RETURN toInteger(n.x) AS x, coalesce(n.y, 0) AS y, size(n.name) AS z", None),
    ("MATCH (公司:Company) RETURN 公司.name AS 名称", None),
    ("MATCH (start:Company)-[owns:OWNS]->(end_:Company) RETURN start, owns", None),
    ("MATCH (n:Company) RETURN n.`former name` AS `former name`", None),
    ("RETURN 1 IS :: INTEGER AS whole", None),
    ("RETURN {a: 1, b: [1, {c: 'x'}]} AS m, $p AS p, $0 AS q", None),
    # sent otherwise than typed
    ("RETURN 1 AS x;", "RETURN 1 AS x"),
    ("RETURN /* set */ 1 // create\n AS x", "RETURN 1 AS x"),
    ('RETURN "it\'s" AS x', "RETURN 'it\\'s' AS x"),
    ("RETURN '\\u534e\\u745e' AS x", "RETURN '华瑞' AS x"),
    ("RETURN '\\uD83D\\uDE00' AS x", "RETURN '😀' AS x"),
    ("RETURN '\\\\u0027' AS x", "RETURN '\\\\u0027' AS x"),
    ("RETURN '\\n\\t\\\\' AS x", "RETURN '\\n\\t\\\\' AS x"),
    ("RETURN\u3000'CREATE (n)' AS x", "RETURN 'CREATE (n)' AS x"),
    ("RETURN 1 AS set, 2 AS load", "RETURN 1 AS `set`, 2 AS `load`"),
    ("MATCH (n:Use) RETURN n.set AS x", "MATCH (n:`Use`) RETURN n.`set` AS x"),
    ("MATCH (n) RETURN n {all: 1} AS m", "MATCH (n) RETURN n {`all`: 1} AS m"),
    ("RETURN {create: 1, match: 2} AS m", "RETURN {`create`: 1, `match`: 2} AS m"),
    (
        "MATCH (n) RETURN n.order AS a, n.limit AS b",
        "MATCH (n) RETURN n.`order` AS a, n.`limit` AS b",
    ),
    ("MATCH (`create`) RETURN `create`", "MATCH (`create`) RETURN `create`"),
    ("MATCH (é) RETURN é", "MATCH (`é`) RETURN `é`"),
    ("MATCH (n)\r\nRETURN\r\n\tn", "MATCH (n) RETURN n"),
]


@pytest.mark.parametrize(("text", "why"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_statement_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(QueryError) as refused:
        check(text)
    assert why in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("text", "sent"), HARMLESS, ids=range(len(HARMLESS)))
def test_harmless_statement_is_sent_as_it_was_meant(text: str, sent: str | None) -> None:
    assert check(text).rendered == (text if sent is None else sent)


@pytest.mark.parametrize("text", [t for t, _ in HARMLESS], ids=range(len(HARMLESS)))
def test_what_is_sent_is_checked_to_the_same_text(text: str) -> None:
    sent = check(text).rendered
    assert check(sent).rendered == sent


@pytest.mark.parametrize("text", [t for t, _ in HARMLESS], ids=range(len(HARMLESS)))
def test_neo4j_reads_what_is_sent_and_reads_only(neo4j_server: Server, text: str) -> None:
    assert neo4j_server.explain(check(text)) == "r"


def test_no_mixture_of_hostile_and_harmless_gets_through_as_a_write(neo4j_server: Server) -> None:
    chance = random.Random(20260101)
    hostile = [tokens for text, _ in HOSTILE if (tokens := _tokens(text))]
    harmless = [lex(text) for text, _ in HARMLESS]
    passed = 0
    for _ in range(3000):
        mixed, spoil = list(chance.choice(harmless)), chance.choice(hostile)
        at, first = chance.randrange(len(mixed) + 1), chance.randrange(len(spoil))
        mixed[at : at + chance.randint(0, 3)] = spoil[first : first + chance.randint(1, 8)]
        text = " ".join(render([token])[0] for token in mixed)
        with contextlib.suppress(QueryError):
            assert neo4j_server.explain(check(text)) == "r", text
            passed += 1
    assert passed > 10, "nearly nothing got through, so nearly nothing was tried"


def _tokens(text: str) -> list[Token]:
    with contextlib.suppress(QueryError):
        return lex(text)
    return []


def test_tables_are_as_long_as_promised() -> None:
    assert len({t for t, _ in HOSTILE}) >= 100
    assert len({t for t, _ in HARMLESS}) >= 60


def test_refusal_names_line_column_and_token() -> None:
    with pytest.raises(QueryError) as refused:
        check("MATCH (n)\n  SET n.a = 1")
    assert refused.value.facts == {"line": 2, "column": 3, "token": "SET"}
    assert str(refused.value).startswith("Line 2, column 3, at 'SET': ")


def test_place_of_an_escape_is_where_it_was_typed() -> None:
    with pytest.raises(QueryError) as refused:
        check("RETURN '\\u534e' AS a, frob(1)")
    assert refused.value.facts["column"] == 23


def test_parameters_are_listed_once_and_sorted() -> None:
    assert check("RETURN $b AS x, $a AS y, $b AS z").parameters == ("a", "b")


def test_place_in_the_sent_text_leads_to_the_token_as_typed() -> None:
    statement = check("RETURN /* long comment */\n nosuch AS x")
    token = statement.typed_at(statement.rendered.index("nosuch"))
    assert (token.text, token.line, token.column) == ("nosuch", 2, 2)
