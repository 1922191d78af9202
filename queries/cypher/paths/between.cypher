// One of the shortest paths between two parties on the day, of at most six links.
// zh: 两方之间当日的最短路径(至多六步)。
// params: one: string, two: string, as_of: date, known_on: date
// returns: steps: int, parties: list, relations: list
MATCH (a:Qiji {id: $one}), (b:Qiji {id: $two})
MATCH p = allShortestPaths((a)-[
  :LEGAL_REPRESENTATIVE_OF|SERVES_AS|OWNS|BRANCH_OF|GUARANTEES|PLEDGES|SUCCEEDED_BY*..6
]-(b))
WHERE all(r IN relationships(p) WHERE
    coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
    AND coalesce(r.known_from <= $known_on, true)
    AND coalesce($known_on < r.known_to, true))
RETURN length(p) AS steps, [n IN nodes(p) | n.id] AS parties,
       [r IN relationships(p) | type(r)] AS relations
ORDER BY parties, relations
