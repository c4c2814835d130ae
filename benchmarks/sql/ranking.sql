WITH newest AS (
  SELECT c.*, coalesce(c.percent, round(1000 * c.achieved / c.planned) / 10) AS attainment
  FROM claim c
  WHERE ($year IS NULL OR c.year = $year) AND ($level IS NULL OR c.level IN (SELECT unnest($level)))
  AND ($indicator IS NULL OR c.indicator IN (SELECT unnest($indicator))) AND ($within IS NULL OR c.province IN (SELECT unnest($within)))
    AND (c.percent IS NOT NULL OR (c.achieved IS NOT NULL AND c.planned > 0))
  QUALIFY row_number() OVER (PARTITION BY c.target ORDER BY coalesce(c.as_of, c.date, '') DESC, c.iri DESC) = 1
)
SELECT coalesce(b.label, c.organisation_name) AS organisation, c.year, c.indicator, c.scope, c.attainment, c.achieved, c.planned, c.percent, c.status, c.as_of, d.title,
  c.date, c.quote, c.period_start, c.period_end, c.body, c.document, c.iri
FROM newest c LEFT JOIN body b ON b.iri = c.body JOIN document d ON d.iri = c.document
ORDER BY c.attainment DESC, organisation, c.indicator, c.iri
