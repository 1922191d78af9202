// One company that shares an address or a contact on the day; a hub (more than 50 at an address,
// 20 at a contact) is one row without company.
// zh: 与该企业当日同址或共用联系方式的企业;枢纽(同址超过 50 家、共用超过 20 家)只列一行。
// params: company: string, as_of: date, known_on: date
// returns: relation: string, shared_id: string, bearers: int, hub: boolean, id: string,
//   name: string
MATCH (c:Company {id: $company})-[mine:LOCATED_AT|REACHED_BY]->(thing:Qiji)
WHERE coalesce(mine.shown_from <= $as_of, true) AND coalesce($as_of < mine.valid_to, true)
  AND coalesce(mine.known_from <= $known_on, true)
  AND coalesce($known_on < mine.known_to, true)
WITH DISTINCT c, thing, type(mine) AS relation
CALL (c, thing, relation) {
  OPTIONAL MATCH (other:Qiji)-[r:LOCATED_AT|REACHED_BY]->(thing)
  WHERE other <> c AND type(r) = relation
    AND coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
    AND coalesce(r.known_from <= $known_on, true)
    AND coalesce($known_on < r.known_to, true)
  RETURN collect(DISTINCT other) AS others
}
WITH thing, relation, others, size(others) + 1 AS bearers,
     CASE relation WHEN 'LOCATED_AT' THEN 50 ELSE 20 END AS most
UNWIND CASE WHEN bearers > most THEN [null] ELSE others END AS other
RETURN relation AS relation, thing.id AS shared_id, bearers AS bearers, bearers > most AS hub,
       other.id AS id, other.name AS name
ORDER BY relation, shared_id, id
