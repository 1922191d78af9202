// One party that controls a company; computed for the edition's data day alone.
// zh: 控制企业的各方;只按版本的数据日计算。
// params: company: string, as_of: date, known_on: date
// returns: id: string, name: string, votes: float
MATCH (holder:Qiji)-[k:CONTROLS]->(:Company {id: $company})
WHERE coalesce(k.shown_from <= $as_of, true) AND coalesce($as_of < k.valid_to, true)
  AND coalesce(k.known_from <= $known_on, true)
  AND coalesce($known_on < k.known_to, true)
RETURN holder.id AS id, holder.name AS name, k.votes AS votes
ORDER BY votes DESC, id
