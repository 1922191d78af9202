// One company that has the code on the day: USCC, organisation code, registration number or
// taxpayer id.
// zh: 按代码查企业:统一社会信用代码、组织机构代码、注册号或纳税人识别号,一行一家企业。
// params: code: string, as_of: date, known_on: date
// returns: id: string, name: string, kind: string, since: date
UNWIND ['uscc', 'org_code', 'registration_number', 'taxpayer_id'] AS kind
MATCH (c:Company)-[n:HAS]->(:Property {property: kind, value: $code})
WHERE coalesce(n.shown_from <= $as_of, true) AND coalesce($as_of < n.valid_to, true)
  AND coalesce(n.known_from <= $known_on, true)
  AND coalesce($known_on < n.known_to, true)
RETURN DISTINCT c.id AS id, c.name AS name, kind AS kind, n.valid_from AS since
ORDER BY id, kind, since
