// One phone or e-mail of two to twenty companies on the day; busier ones are hubs and tie nobody.
// zh: 当日由二至二十家企业共用的电话或邮箱;更多的为枢纽,不作关联。
// params: as_of: date, known_on: date
// returns: id: string, kind: string, bearers: int, companies: list
MATCH (c:Company)-[r:REACHED_BY]->(t:Contact)
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
WITH t, collect(DISTINCT c.id) AS companies
WHERE 2 <= size(companies) <= 20
UNWIND companies AS company
WITH t, company ORDER BY company
WITH t, collect(company) AS companies
RETURN t.id AS id, t.kind AS kind, size(companies) AS bearers, companies AS companies
ORDER BY bearers DESC, id
