// One name that a company bore before the day, the earliest first.
// zh: 企业当日之前用过的名称,最早的在前。
// params: company: string, as_of: date, known_on: date
// returns: name: string, from: date, to: date
MATCH (c:Company {id: $company})-[n:HAS]->(p:Property {property: 'name'})
WHERE coalesce(n.known_from <= $known_on, true) AND coalesce($known_on < n.known_to, true)
WITH p.value AS name, n,
     coalesce(n.shown_from <= $as_of, true) AND coalesce($as_of < n.valid_to, true) AS current
WITH collect(CASE WHEN current THEN name END) AS now,
     collect({name: name, from: n.valid_from, to: n.valid_to}) AS borne
UNWIND borne AS one
WITH one, now
WHERE one.to <= $as_of AND NOT one.name IN now
RETURN one.name AS name, one.from AS from, one.to AS to
ORDER BY to, from, name
