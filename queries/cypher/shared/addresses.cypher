// One address of two to fifty companies on the day; busier ones are hubs and tie nobody.
// zh: 当日由二至五十家企业共用的地址;更多的为枢纽,不作关联。
// params: as_of: date, known_on: date
// returns: id: string, text: string, bearers: int, companies: list
MATCH (c:Company)-[r:LOCATED_AT]->(a:Address)
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
WITH a, collect(DISTINCT c.id) AS companies
WHERE 2 <= size(companies) <= 50
UNWIND companies AS company
WITH a, company ORDER BY company
WITH a, collect(company) AS companies
RETURN a.id AS id, a.text AS text, size(companies) AS bearers, companies AS companies
ORDER BY bearers DESC, id
