// One holding of shares by a party (company or person) on the day, the largest first.
// zh: 一方(企业或人员)当日的对外持股,比例最大的在前。
// params: holder: string, as_of: date, known_on: date
// returns: id: string, name: string, share: float, amount: float, since: date,
//   known_from: date, source: string, record: string
MATCH (:Qiji {id: $holder})-[o:OWNS]->(c:Company)
WHERE coalesce(o.shown_from <= $as_of, true) AND coalesce($as_of < o.valid_to, true)
  AND coalesce(o.known_from <= $known_on, true)
  AND coalesce($known_on < o.known_to, true)
RETURN c.id AS id, c.name AS name, o.share AS share, o.amount AS amount,
       o.valid_from AS since, o.known_from AS known_from, o.source AS source, o.record AS record
ORDER BY coalesce(share, -1) DESC, id, since, record
