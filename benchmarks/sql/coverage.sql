SELECT p.label AS province, c.year, count(DISTINCT c.document), count(DISTINCT c.body), count(DISTINCT c.target), count(*), c.province AS province_iri
FROM claim c LEFT JOIN place p ON p.iri = c.province
WHERE ($year IS NULL OR c.year = $year) AND ($within IS NULL OR c.province IN (SELECT unnest($within)))
GROUP BY p.label, c.year, c.province
ORDER BY p.label, c.province, c.year
