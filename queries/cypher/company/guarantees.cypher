// One guarantee that a company gave (out) or received (in), on the day.
// zh: 企业当日为他人提供(out)或接受(in)的担保。
// params: company: string, as_of: date, known_on: date
// returns: direction: string, id: string, name: string, amount: float, since: date,
//   known_from: date, source: string
MATCH (c:Company {id: $company})-[g:GUARANTEES]-(other:Qiji)
WHERE coalesce(g.shown_from <= $as_of, true) AND coalesce($as_of < g.valid_to, true)
  AND coalesce(g.known_from <= $known_on, true)
  AND coalesce($known_on < g.known_to, true)
UNWIND CASE WHEN startNode(g) = endNode(g) THEN ['out', 'in']
            WHEN startNode(g) = c THEN ['out'] ELSE ['in'] END AS direction
RETURN direction AS direction, other.id AS id, other.name AS name, g.amount AS amount,
       g.valid_from AS since, g.known_from AS known_from, g.source AS source
ORDER BY direction DESC, id, since, amount
