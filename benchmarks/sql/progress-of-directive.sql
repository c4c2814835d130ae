WITH RECURSIVE below(iri) AS (
  SELECT unnest($directive) UNION SELECT r.directive FROM directive_relation r JOIN below ON r.other = below.iri
)
SELECT v.number, coalesce(b.label, c.organisation_name) AS organisation, c.year, c.indicator, c.scope, c.achieved, c.planned, c.percent, c.status, c.as_of, d.title, c.date,
  c.quote, c.period_start, c.period_end, c.directive, c.body, c.document, c.iri
FROM claim c JOIN below ON below.iri = c.directive LEFT JOIN directive v ON v.iri = c.directive LEFT JOIN body b ON b.iri = c.body JOIN document d ON d.iri = c.document
ORDER BY c.period_end, c.indicator, organisation, c.date, c.iri
