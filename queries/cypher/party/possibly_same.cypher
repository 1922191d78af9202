// One party that may be the same as a party, likeliest first; none is treated as the same.
// zh: 可能与一方同一的对象,可能性大的在前;从不视为同一。
// params: party: string, as_of: date, known_on: date
// returns: id: string, name: string, probability: float, evidence: string
MATCH (:Qiji {id: $party})-[s:POSSIBLY_SAME_AS]-(other:Qiji)
WHERE coalesce(s.shown_from <= $as_of, true) AND coalesce($as_of < s.valid_to, true)
  AND coalesce(s.known_from <= $known_on, true)
  AND coalesce($known_on < s.known_to, true)
RETURN other.id AS id, other.name AS name, s.probability AS probability, s.evidence AS evidence
ORDER BY probability DESC, id
