// One value that a company has on the day, of those that are dated: names, codes, status ...
// zh: 企业当日有效的属性:名称、代码、状态等。
// params: company: string, as_of: date, known_on: date
// returns: property: string, value: string, since: date, source: string
MATCH (c:Company {id: $company})-[n:HAS]->(p:Property)
WHERE coalesce(n.shown_from <= $as_of, true) AND coalesce($as_of < n.valid_to, true)
  AND coalesce(n.known_from <= $known_on, true)
  AND coalesce($known_on < n.known_to, true)
WITH p.property AS property, p, n
ORDER BY property, n.shown_from DESC, n.known_from DESC, p.id DESC
WITH property, head(collect(p)) AS p, head(collect(n)) AS n
RETURN property AS property, p.value AS value, n.valid_from AS since, n.source AS source
ORDER BY property
