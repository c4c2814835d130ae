WITH said AS (
  SELECT c.*, field, value
  FROM (SELECT *, unnest(['planned', 'achieved', 'percent']) AS field, unnest([planned, achieved, percent]) AS value FROM claim) c
  WHERE value IS NOT NULL AND qualifier IS NULL
    AND ($year IS NULL OR c.year = $year) AND ($level IS NULL OR c.level IN (SELECT unnest($level)))
  AND ($indicator IS NULL OR c.indicator IN (SELECT unnest($indicator))) AND ($within IS NULL OR c.province IN (SELECT unnest($within)))
), differing AS (
  SELECT target, as_of, field FROM said GROUP BY target, as_of, field
  HAVING count(DISTINCT document) > 1 AND max(value) - min(value) > CASE field WHEN 'percent' THEN 0.5 ELSE 0 END
)
SELECT coalesce(b.label, c.organisation_name) AS organisation, c.year, c.indicator, c.scope, c.as_of, c.field, c.value, d.publisher, d.title, c.date, c.quote,
  c.period_start, c.period_end, c.target, c.document, c.iri
FROM said c JOIN differing w ON w.target = c.target AND w.as_of IS NOT DISTINCT FROM c.as_of AND w.field = c.field
  LEFT JOIN body b ON b.iri = c.body JOIN document d ON d.iri = c.document
ORDER BY organisation, c.indicator, c.target, c.as_of, c.field, c.value, c.date, c.iri
