// One name that a company bore before the day, the earliest first; of a noted one no days are known.
// zh: 企业当日之前用过的名称,最早的在前;附注所记的曾用名不知起止日期。
// params: company: string, as_of: date, known_on: date
// returns: name: string, from: date, to: date
MATCH (c:Company {id: $company})-[n:HAS]->(p:Property)
WHERE p.property IN ['name', 'former_name']
  AND coalesce(n.known_from <= $known_on, true) AND coalesce($known_on < n.known_to, true)
WITH p.value AS name, p.property = 'former_name' AS noted, n,
     coalesce(n.shown_from <= $as_of, true) AND coalesce($as_of < n.valid_to, true) AS current
WITH collect(CASE WHEN current AND NOT noted THEN name END) AS now,
     collect(CASE WHEN NOT noted AND n.valid_to <= $as_of
                  THEN {name: name, from: n.valid_from, to: n.valid_to} END) AS ended,
     collect(DISTINCT CASE WHEN noted AND current THEN name END) AS told
WITH now, ended + [one IN told WHERE NOT one IN [e IN ended | e.name] | {name: one}] AS borne
UNWIND borne AS one
WITH one, now
WHERE NOT one.name IN now
RETURN one.name AS name, one.from AS from, one.to AS to
ORDER BY to, from, name
