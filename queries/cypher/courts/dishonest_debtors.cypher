// One company on the list of dishonest judgment debtors on the day, with the case.
// zh: 当日在失信被执行人名单上的企业及案件。
// params: as_of: date, known_on: date
// returns: company: string, name: string, id: string, number: string, day: date
MATCH (e:Event {kind: 'SHIXIN_IN'})<-[r:PARTY_TO]-(c:Company)
WHERE e.day <= $as_of AND coalesce($as_of < e.until, true)
  AND coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
RETURN DISTINCT c.id AS company, c.name AS name, e.id AS id, e.number AS number, e.day AS day
ORDER BY company, day, id
