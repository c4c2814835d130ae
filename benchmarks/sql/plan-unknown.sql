SELECT coalesce(b.label, c.organisation_name) AS organisation, c.year, c.indicator, c.scope, c.achieved, c.planned, c.planned_min, c.percent, c.status, c.status_basis,
  d.title, c.date, c.quote, c.period_start, c.period_end, c.as_of, c.body, c.document, c.iri
FROM claim c LEFT JOIN body b ON b.iri = c.body JOIN document d ON d.iri = c.document
WHERE ($year IS NULL OR c.year = $year) AND ($level IS NULL OR c.level IN (SELECT unnest($level)))
  AND ($indicator IS NULL OR c.indicator IN (SELECT unnest($indicator))) AND ($within IS NULL OR c.province IN (SELECT unnest($within)))
  AND c.status IS NOT NULL AND c.planned IS NULL AND c.planned_min IS NULL AND c.planned_max IS NULL
ORDER BY c.year DESC, c.indicator, organisation, c.date, c.iri
