// One chain of at most six holdings that leads to a company on the day, its shares multiplied.
// zh: 当日通向企业的持股链(至多六层),比例连乘。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, steps: int, product: float, chain: list
MATCH p = (holder:Qiji)-[:OWNS*1..6]->(:Company {id: $company})
WHERE all(o IN relationships(p) WHERE
    coalesce(o.shown_from <= $as_of, true) AND coalesce($as_of < o.valid_to, true)
    AND coalesce(o.known_from <= $known_on, true)
    AND coalesce($known_on < o.known_to, true))
WITH holder, p, [n IN nodes(p) | n.id] AS chain
WHERE none(n IN nodes(p) WHERE size([id IN chain WHERE id = n.id]) > 1)
RETURN holder.id AS id, holder.name AS name, length(p) AS steps,
       reduce(product = 1.0, o IN relationships(p) | product * o.share) AS product, chain AS chain
ORDER BY steps, id, chain, product
