// One holding of shares of a company on the day, the largest first.
// zh: 企业当日的股东持股,比例最大的在前。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, label: string, share: float, amount: float, since: date,
//   known_from: date, source: string, record: string
MATCH (holder:Qiji)-[o:OWNS]->(c:Company {id: $company})
WHERE coalesce(o.shown_from <= $as_of, true) AND coalesce($as_of < o.valid_to, true)
  AND coalesce(o.known_from <= $known_on, true)
  AND coalesce($known_on < o.known_to, true)
RETURN holder.id AS id, holder.name AS name,
       CASE WHEN holder:Person THEN 'Person' ELSE 'Company' END AS label,
       o.share AS share, o.amount AS amount, o.valid_from AS since,
       o.known_from AS known_from, o.source AS source, o.record AS record
ORDER BY coalesce(share, -1) DESC, id, since, record
