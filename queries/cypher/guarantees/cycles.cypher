// One ring of two to six companies that guarantee each other round, on the day.
// zh: 当日二至六家企业首尾相接的担保环。
// params: as_of: date, known_on: date
// returns: steps: int, ring: list, names: list
MATCH p = (first:Company)-[:GUARANTEES*2..6]->(first)
WHERE all(g IN relationships(p) WHERE
    coalesce(g.shown_from <= $as_of, true) AND coalesce($as_of < g.valid_to, true)
    AND coalesce(g.known_from <= $known_on, true)
    AND coalesce($known_on < g.known_to, true))
WITH [n IN tail(nodes(p)) | n] AS members, first
WITH members, first, [n IN members | n.id] AS ids
WHERE all(n IN members WHERE n.id >= first.id AND size([id IN ids WHERE id = n.id]) = 1)
WITH DISTINCT [first.id] + ids[0..-1] AS ring,
     [first.name] + [n IN members | n.name][0..-1] AS names
RETURN size(ring) AS steps, ring AS ring, names AS names
ORDER BY steps, ring
