// One company that bears the name on the day, or bore it before; exact, as registered.
// zh: 按名称查企业:现用或曾用该名称(与登记完全一致),一行一家企业。
// params: name: string, as_of: date, known_on: date
// returns: id: string, name: string, since: date, until: date, standing: string
MATCH (c:Company)-[n:HAS]->(:Property {property: 'name', value: $name})
WHERE coalesce(n.shown_from <= $as_of, true)
  AND coalesce(n.known_from <= $known_on, true) AND coalesce($known_on < n.known_to, true)
WITH c, n, coalesce($as_of < n.valid_to, true) AS current
RETURN c.id AS id, $name AS name, n.valid_from AS since, n.valid_to AS until,
       CASE WHEN current THEN 'current' ELSE 'former' END AS standing
ORDER BY standing, id, since
