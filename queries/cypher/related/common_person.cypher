// One other company in which a person of this company also serves on the day.
// zh: 与该企业当日有共同任职人员的其他企业。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, person_id: string, person: string
MATCH (c:Company {id: $company})<-[r:LEGAL_REPRESENTATIVE_OF|SERVES_AS]-(p:Person)
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
MATCH (p)-[s:LEGAL_REPRESENTATIVE_OF|SERVES_AS]->(other:Company)
WHERE other <> c
  AND coalesce(s.shown_from <= $as_of, true) AND coalesce($as_of < s.valid_to, true)
  AND coalesce(s.known_from <= $known_on, true)
  AND coalesce($known_on < s.known_to, true)
RETURN DISTINCT other.id AS id, other.name AS name, p.id AS person_id, p.name AS person
ORDER BY id, person_id
