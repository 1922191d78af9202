// One company and position in which a person serves on the day.
// zh: 人员当日任职的企业及职务。
// params: person: string, as_of: date, known_on: date
// returns: id: string, name: string, relation: string, position: string, role: string,
//   since: date, known_from: date, source: string
MATCH (p:Person {id: $person})-[r:LEGAL_REPRESENTATIVE_OF|SERVES_AS]->(c:Company)
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
WITH c, r, type(r) AS relation
RETURN c.id AS id, c.name AS name, relation AS relation,
       CASE WHEN relation = 'SERVES_AS' THEN r.position ELSE '法定代表人' END AS position,
       r.role AS role, r.valid_from AS since, r.known_from AS known_from, r.source AS source
ORDER BY relation, id, position, since
