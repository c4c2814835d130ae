"""A published release as a service of the Entity Reconciliation API, 0.2 and the 1.0 draft, read-only: what `kg serve` runs.

`entities` reads the release, `queries` what clients ask, `answers` says what is meant, `pages` shows an entity, `application` is the HTTP.
"""
