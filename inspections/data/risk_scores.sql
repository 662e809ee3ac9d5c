-- One batch of enterprises scored: counted factor by factor, weighed, summed, put in a class.
-- Every part reads only the rows of the batch, by the index on their enterprise.
WITH firm AS (
    SELECT id, division_id, risk_class, COALESCE(established_on, created_at::date) AS since
    FROM enterprises_enterprise
    WHERE id > %(after)s AND id <= %(upto)s
      AND merged_into_id IS NULL AND status = 'operating' AND division_id LIKE %(prefix)s
),
weight AS (
    SELECT *
    FROM jsonb_to_recordset(%(weights)s::jsonb)
        AS row(factor text, points int, cap int, months int)
),
visited AS (
    SELECT enterprise_id AS id, MAX(ended_at)::date AS last_on,
           SUM(failed_count) FILTER (WHERE ended_at::date >= %(since_findings)s) AS failed
    FROM inspections_visit
    WHERE enterprise_id > %(after)s AND enterprise_id <= %(upto)s
      AND state = 'finished' AND ended_at::date <= %(as_of)s
    GROUP BY enterprise_id
),
counted AS (
    SELECT id, 'findings' AS factor, failed AS found, failed AS weighed, false AS never
    FROM visited
    UNION ALL
    SELECT enterprise_id, 'failed_tests', COUNT(*), COUNT(*), false
    FROM inspections_testresult
    WHERE enterprise_id > %(after)s AND enterprise_id <= %(upto)s
      AND NOT passed AND tested_on BETWEEN %(since_failed_tests)s AND %(as_of)s
    GROUP BY enterprise_id
    UNION ALL
    SELECT rectification.enterprise_id, 'overdue_orders',
           COUNT(DISTINCT rectification.id), COUNT(DISTINCT rectification.id), false
    FROM inspections_rectificationorder rectification
    JOIN clock_deadline deadline
      ON deadline.case_type_id = %(order_type)s AND deadline.case_id = rectification.id
     AND deadline.met_on IS NULL AND deadline.voided_at IS NULL
     AND deadline.due_on < %(as_of)s
    JOIN clock_termrule rule ON rule.id = deadline.rule_id AND rule.duty <> 'lapse'
    WHERE rectification.enterprise_id > %(after)s AND rectification.enterprise_id <= %(upto)s
    GROUP BY rectification.enterprise_id
    UNION ALL
    SELECT enterprise_id, 'complaints', COUNT(*), COUNT(*), false
    FROM inspections_complaint
    WHERE enterprise_id > %(after)s AND enterprise_id <= %(upto)s
      AND state NOT IN ('registered', 'refused', 'joined')
      AND received_on BETWEEN %(since_complaints)s AND %(as_of)s
    GROUP BY enterprise_id
    UNION ALL
    SELECT unseen.id, 'months_unseen', unseen.months, unseen.months - weight.months, unseen.never
    FROM (
        SELECT firm.id, visited.last_on IS NULL AS never,
               (EXTRACT(YEAR FROM gap) * 12 + EXTRACT(MONTH FROM gap))::bigint AS months
        FROM firm
        LEFT JOIN visited USING (id)
        CROSS JOIN LATERAL age(%(as_of)s::date, COALESCE(visited.last_on, firm.since)) AS gap
    ) unseen
    JOIN weight ON weight.factor = 'months_unseen'
),
part AS (
    SELECT counted.id, factor, found, never, weight.months,
           LEAST(counted.weighed * weight.points, weight.cap) AS points
    FROM counted JOIN weight USING (factor)
    WHERE counted.weighed > 0 AND weight.points > 0
),
scored AS (
    SELECT id, SUM(points)::int AS points,
           jsonb_agg(
               jsonb_build_object(
                   'factor', factor, 'count', found, 'points', points, 'months', months,
                   'never', never
               )
               ORDER BY points DESC, factor
           ) AS parts
    FROM part
    GROUP BY id
),
classed AS (
    SELECT firm.id, firm.division_id, firm.risk_class,
           COALESCE(scored.points, 0) AS points, COALESCE(scored.parts, '[]') AS parts,
           CASE
               WHEN COALESCE(scored.points, 0) >= %(from_d)s THEN 'D'
               WHEN COALESCE(scored.points, 0) >= %(from_c)s THEN 'C'
               WHEN COALESCE(scored.points, 0) >= %(from_b)s THEN 'B'
               ELSE 'A'
           END AS proposed
    FROM firm LEFT JOIN scored USING (id)
)
INSERT INTO inspections_riskscore (
    run_id, division_id, enterprise_id, points, parts, current_class, proposed_class, decision, why
)
SELECT %(run)s, division_id, id, points, parts, risk_class, proposed,
       CASE WHEN risk_class = proposed THEN 'none' ELSE 'pending' END, ''
FROM classed
ORDER BY id
ON CONFLICT DO NOTHING
