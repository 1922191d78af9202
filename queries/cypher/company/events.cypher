// One event that a party took part in up to the day, the latest first: its trajectory.
// zh: 一方截至当日参与的事件,最近的在前,即其轨迹。
// params: party: string, as_of: date, known_on: date
// returns: id: string, day: date, kind: string, role: string, amount: float, what: string,
//   number: string, authority: string, until: date, state: string, published_on: date,
//   known_from: date, source: string
MATCH (:Qiji {id: $party})-[r:PARTY_TO]->(e:Event)
WHERE coalesce(r.shown_from <= $as_of, true) AND coalesce($as_of < r.valid_to, true)
  AND coalesce(r.known_from <= $known_on, true)
  AND coalesce($known_on < r.known_to, true)
RETURN e.id AS id, e.day AS day, e.kind AS kind, r.role AS role, e.amount AS amount,
       e.title AS what, e.number AS number, e.authority AS authority, e.until AS until,
       CASE WHEN e.state IN ['withdrawn', 'deferred'] THEN e.state
            WHEN e.until <= $as_of THEN 'ended'
            WHEN e.state = 'ended' AND e.until > $as_of THEN 'in_force'
            ELSE coalesce(e.state, 'in_force') END AS state,
       e.published_on AS published_on, e.known_from AS known_from, e.source AS source
ORDER BY day DESC, kind, id, role
