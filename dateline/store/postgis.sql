-- Where PostGIS is: the places of the claims in force as points, for a map program to open.
CREATE VIEW claim_place AS SELECT
  c.claim, c.report, c.outlet, c.published, c.kind, c.status, p ->> 'name' AS place, p ->> 'precision' AS precision,
  ST_SetSRID(ST_MakePoint((p ->> 'lon')::float8, (p ->> 'lat')::float8), 4326)::geometry(Point, 4326) AS geom
  FROM claim_now c CROSS JOIN LATERAL jsonb_array_elements(c.record -> 'places') p
  WHERE p ->> 'lat' IS NOT NULL AND p ->> 'lon' IS NOT NULL;
