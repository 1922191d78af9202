// One adverse event (polarity below 0) of a company from a day on, the latest first.
// zh: 某日起企业的不利事件(倾向低于 0),最近的在前。
// params: since: date, as_of: date, known_on: date
// returns: company: string, name: string, id: string, day: date, kind: string, polarity: int,
//   role: string, amount: float
MATCH (e:Event)<-[r:PARTY_TO]-(c:Company)
WHERE e.polarity < 0 AND $since <= e.day <= $as_of
  AND coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
RETURN c.id AS company, c.name AS name, e.id AS id, e.day AS day, e.kind AS kind,
       e.polarity AS polarity, r.role AS role, e.amount AS amount
ORDER BY day DESC, company, id, role
