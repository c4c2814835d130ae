SELECT c.year, c.indicator, c.scope, c.achieved, c.planned, c.percent, c.status, c.as_of, c.assigned_by, d.publisher, d.title, c.date, c.quote, c.period_start,
  c.period_end, c.document, c.iri
FROM claim c JOIN document d ON d.iri = c.document
WHERE c.body IN (SELECT unnest($body)) AND ($year IS NULL OR c.year = $year)
  AND ($indicator IS NULL OR c.indicator IN (SELECT unnest($indicator)))
ORDER BY c.year, c.indicator, c.date, c.iri
