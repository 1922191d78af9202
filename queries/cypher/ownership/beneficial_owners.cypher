// One beneficial owner of a company; computed for the edition's data day alone.
// zh: 企业的受益所有人;只按版本的数据日计算。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, share_min: float, share_max: float
MATCH (owner:Person)-[b:BENEFICIAL_OWNER_OF]->(:Company {id: $company})
WHERE coalesce(b.shown_from <= $as_of, true) AND coalesce($as_of < b.valid_to, true)
  AND coalesce(b.known_from <= $known_on, true)
  AND coalesce($known_on < b.known_to, true)
RETURN owner.id AS id, owner.name AS name, b.share_min AS share_min, b.share_max AS share_max
ORDER BY share_max DESC, id
