// One person and position in a company on the day.
// zh: 企业当日的任职人员及职务。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, relation: string, position: string, role: string,
//   since: date, known_from: date, source: string
MATCH (p:Person)-[r:LEGAL_REPRESENTATIVE_OF|SERVES_AS]->(c:Company {id: $company})
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
WITH p, r, type(r) AS relation
RETURN p.id AS id, p.name AS name, relation AS relation,
       CASE WHEN relation = 'SERVES_AS' THEN r.position ELSE '法定代表人' END AS position,
       r.role AS role, r.valid_from AS since, r.known_from AS known_from, r.source AS source
ORDER BY relation, id, position, since
