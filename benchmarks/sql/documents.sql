SELECT d.title, d.publisher, d.date, d.place_name, coalesce(c.claims, 0), d.unexplained, d.url, d.source, d.iri
FROM document d LEFT JOIN (SELECT document, count(*) AS claims FROM claim GROUP BY document) c ON c.document = d.iri
WHERE $within IS NULL OR d.place IN (SELECT unnest($within))
ORDER BY d.date, d.iri
