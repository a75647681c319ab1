-- The floor of a night of re-scoring: health-1 of every account in use, in one statement, kept with the points of each
-- factor in a bare table without indexes. It has no viability, no trend, no alerts, no figures of lists and no resuming.
--
-- It reads the records themselves, as the application does: accounts, stakeholders, links, interactions, issues,
-- contracts, deals, revenue, actions, corrections; of survey waves the result that was kept when they closed, which the
-- application reads too. The relationship score R is computed here. The numbers of health-1 stand in the statement.
-- Steps are materialised where the planner would otherwise
-- compute one expression many times over. %(today)s is the day of the night.
INSERT INTO bench_floor (account_id, day, method, raw, score, coverage, status, band, points, caps)
WITH wave AS (
    SELECT DISTINCT ON (account_id) account_id, (result ->> 'score')::float8 AS score,
        %(today)s::date - (closed_at AT TIME ZONE 'UTC')::date AS age
    FROM scoring_wave
    WHERE (closed_at AT TIME ZONE 'UTC')::date <= %(today)s AND result ->> 'status' = 'reported'
    ORDER BY account_id, closed_at DESC, id DESC
), person AS (
    SELECT id, account_id, influence::float8, stance::float8, stance_on, status,
        influence >= 4 OR has_veto OR decision_roles ?| ARRAY['economic_buyer', 'approver'] AS is_key,
        status IN ('left', 'moved') AS gone, status = 'active' AND NOT is_placeholder AS here,
        decision_roles ? 'economic_buyer' AS sponsor, stance = 2 OR decision_roles ? 'coach' AS champion
    FROM accounts_stakeholder
), best_link AS (
    SELECT DISTINCT ON (stakeholder_id) stakeholder_id, strength / 5.0::float8 AS strength,
        %(today)s::date - last_contact_on AS days
    FROM accounts_relationshiplink
    ORDER BY stakeholder_id, strength DESC, last_contact_on DESC NULLS LAST
), quality AS (
    SELECT p.account_id, p.influence, p.is_key, %(today)s::date - p.stance_on AS stance_age,
        0.5 * (p.stance + 2) / 4 + 0.5 * coalesce(
            CASE WHEN l.days <= 60 THEN l.strength ELSE l.strength * 0.5 ^ ((l.days - 60) / 60.0::float8) END, 0
        ) AS q -- null where the stance is not known
    FROM person p LEFT JOIN best_link l ON l.stakeholder_id = p.id
    WHERE p.status = 'active' AND p.influence IS NOT NULL
), relationship AS (
    SELECT account_id, count(q) AS known, 100 * sum(influence) FILTER (WHERE q IS NOT NULL) / sum(influence) AS knowledge,
        100 * sum(influence * q) / sum(influence) FILTER (WHERE q IS NOT NULL) AS score,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(stance_age, 0)::float8)
            FILTER (WHERE is_key AND q IS NOT NULL AND stance_age IS NOT NULL) AS age
    FROM quality GROUP BY account_id
), contact AS (
    SELECT p.account_id, max(met.on_day) AS on_day
    FROM (
        SELECT stakeholder_id, last_contact_on AS on_day FROM accounts_relationshiplink
        UNION ALL
        SELECT who.stakeholder_id, i.happened_on
        FROM accounts_interaction i JOIN accounts_interaction_stakeholders who ON who.interaction_id = i.id
        WHERE i.is_two_way
    ) met
    JOIN person p ON p.id = met.stakeholder_id
    WHERE met.on_day <= %(today)s AND p.status = 'active' AND p.is_key
    GROUP BY p.account_id
), leaving AS (
    SELECT account_id FROM person GROUP BY account_id
    HAVING (bool_or(gone AND sponsor) AND NOT bool_or(here AND sponsor))
        OR (bool_or(gone AND champion) AND NOT bool_or(here AND champion))
), issue AS (
    SELECT account_id,
        count(*) FILTER (WHERE severity = 'critical' AND is_open) AS critical,
        count(*) FILTER (WHERE severity = 'major' AND is_open) AS major,
        count(*) FILTER (WHERE severity = 'minor' AND is_open) AS minor,
        min(opened_on) FILTER (WHERE severity = 'critical' AND is_open) AS critical_since,
        greatest(max(opened_on), max(closed_on)) AS seen_on
    FROM (SELECT *, closed_on IS NULL OR closed_on > %(today)s AS is_open FROM accounts_issue) i
    WHERE opened_on <= %(today)s
    GROUP BY account_id
), renewal AS (
    SELECT DISTINCT ON (c.account_id) c.account_id, c.renewal_chance::float8 AS chance, c.renewal_chance_on AS judged_on,
        c.ends_on - %(today)s::date AS days,
        coalesce(deal.stage IN ('early', 'mid', 'late', 'won'), FALSE) OR EXISTS (
            SELECT FROM accounts_opportunity o
            WHERE o.account_id = c.account_id AND o.is_renewal AND o.stage IN ('early', 'mid', 'late')
                AND NOT EXISTS (SELECT FROM accounts_contract x WHERE x.renewal_deal_id = o.id AND x.id <> c.id)
        ) AS deal_open
    FROM accounts_contract c LEFT JOIN accounts_opportunity deal ON deal.id = c.renewal_deal_id
    WHERE c.status = 'active'
    ORDER BY c.account_id, CASE WHEN c.ends_on >= %(today)s THEN 0 WHEN c.ends_on IS NULL THEN 1 ELSE 2 END,
        abs(c.ends_on - %(today)s::date), c.id
), sold AS (
    SELECT r.account_id, max(r.month) AS last_month,
        sum(r.amount) FILTER (WHERE r.month >= m.year) AS last_12,
        sum(r.amount) FILTER (WHERE r.month >= m.before AND r.month < m.year) AS before_12
    FROM accounts_revenue r
    JOIN accounts_account a ON a.id = r.account_id AND a.currency = r.currency
    CROSS JOIN (
        SELECT date_trunc('month', %(today)s::date)::date AS this,
            (date_trunc('month', %(today)s::date) - interval '1 year')::date AS year,
            (date_trunc('month', %(today)s::date) - interval '2 years')::date AS before
    ) m
    WHERE r.month < m.this
    GROUP BY r.account_id
), due AS (
    SELECT account_id, count(*) AS due, count(*) FILTER (WHERE done_on <= due_on) AS in_time,
        count(*) FILTER (WHERE done_on > due_on) AS late
    FROM planning_action
    WHERE due_on > %(today)s::date - 90 AND due_on <= %(today)s
    GROUP BY account_id
), corrected AS (
    SELECT DISTINCT ON (account_id) account_id, points FROM scoring_healthoverride
    WHERE starts_on <= %(today)s AND ends_on >= %(today)s AND (ended_early_on IS NULL OR ended_early_on > %(today)s)
    ORDER BY account_id, starts_on DESC, id DESC
), fact AS (
    SELECT a.id,
        w.score AS v1, w.age AS age1,
        CASE WHEN r.known >= 3 AND r.knowledge >= 60 - 1e-9 THEN r.score END AS v2, r.age AS age2,
        (%(today)s::date - contact.on_day)::float8 AS contact_days,
        CASE WHEN a.issues_checked_on IS NOT NULL OR i.account_id IS NOT NULL THEN greatest(0,
            100 - 25 * coalesce(i.critical, 0) - 10 * coalesce(i.major, 0) - 3 * coalesce(i.minor, 0))::float8 END AS v4,
        %(today)s::date - greatest(a.issues_checked_on, i.seen_on) AS age4,
        CASE WHEN k.days <= 90 AND NOT k.deal_open THEN least(k.chance, 40) ELSE k.chance END AS v5,
        %(today)s::date - k.judged_on AS age5,
        a.days_late::float8 AS days_late, %(today)s::date - a.days_late_on AS age6,
        CASE WHEN s.before_12 > 0 THEN 100 * (coalesce(s.last_12, 0)::float8 / s.before_12::float8 - 1) END AS trend,
        %(today)s::date - (s.last_month + interval '1 month' - interval '1 day')::date AS age7,
        CASE WHEN due.due >= 3 THEN 100 * (due.in_time + 0.5 * due.late) / due.due END::float8 AS v8,
        coalesce(corrected.points, 0) AS correction,
        coalesce(i.critical_since < %(today)s::date - 14, FALSE) AS critical_issue,
        leaving.account_id IS NOT NULL AS sponsor_left,
        coalesce(a.threat_notice_on <= %(today)s, FALSE) AS notice_given
    FROM accounts_account a
    LEFT JOIN wave w ON w.account_id = a.id
    LEFT JOIN relationship r ON r.account_id = a.id
    LEFT JOIN contact ON contact.account_id = a.id
    LEFT JOIN leaving ON leaving.account_id = a.id
    LEFT JOIN issue i ON i.account_id = a.id
    LEFT JOIN renewal k ON k.account_id = a.id
    LEFT JOIN sold s ON s.account_id = a.id
    LEFT JOIN due ON due.account_id = a.id
    LEFT JOIN corrected ON corrected.account_id = a.id
    WHERE a.archived_at IS NULL
), valued AS MATERIALIZED (
    SELECT fact.*,
        CASE WHEN contact_days <= 14 THEN 100 WHEN contact_days <= 30 THEN 100 - 20 * (contact_days - 14) / 16
            WHEN contact_days <= 60 THEN 80 - 40 * (contact_days - 30) / 30
            WHEN contact_days <= 90 THEN 40 - 40 * (contact_days - 60) / 30 WHEN contact_days > 90 THEN 0 END AS v3,
        100 - 100 * least(greatest(days_late, 0), 60) / 60 AS v6,
        CASE WHEN trend <= -30 THEN 0 WHEN trend <= 0 THEN 60 * (trend + 30) / 30
            WHEN trend <= 20 THEN 60 + 2 * trend WHEN trend > 20 THEN 100 END AS v7
    FROM fact
), weighed AS MATERIALIZED ( -- weight times freshness; null where the factor is not known
    SELECT valued.*,
        CASE WHEN v1 IS NOT NULL THEN 20 * CASE WHEN age1 > 180 THEN 0.5 ^ ((age1 - 180) / 90.0::float8) ELSE 1 END END AS w1,
        CASE WHEN v2 IS NOT NULL THEN 20 * CASE WHEN age2 > 90 THEN 0.5 ^ ((age2 - 90) / 60.0::float8) ELSE 1 END END AS w2,
        CASE WHEN v3 IS NOT NULL THEN 10 END::float8 AS w3,
        CASE WHEN v4 IS NOT NULL THEN 15 * CASE WHEN age4 > 30 THEN 0.5 ^ ((age4 - 30) / 30.0::float8) ELSE 1 END END AS w4,
        CASE WHEN v5 IS NOT NULL THEN 10 * CASE WHEN age5 > 60 THEN 0.5 ^ ((age5 - 60) / 60.0::float8) ELSE 1 END END AS w5,
        CASE WHEN v6 IS NOT NULL THEN 5 * CASE WHEN age6 > 90 THEN 0.5 ^ ((age6 - 90) / 90.0::float8) ELSE 1 END END AS w6,
        CASE WHEN v7 IS NOT NULL THEN 10 * CASE WHEN age7 > 60 THEN 0.5 ^ ((age7 - 60) / 60.0::float8) ELSE 1 END END AS w7,
        CASE WHEN v8 IS NOT NULL THEN 10 END::float8 AS w8
    FROM valued
), summed AS MATERIALIZED (
    SELECT weighed.*, coverage, nullif(coverage, 0) AS total, -- the weights of health-1 add up to 100
        CASE WHEN coverage >= 80 - 1e-9 THEN 'normal' WHEN coverage >= 60 - 1e-9 THEN 'provisional' ELSE 'insufficient' END
            AS status,
        least(CASE WHEN notice_given THEN 39 END, CASE WHEN sponsor_left OR critical_issue THEN 59 END) AS cap
    FROM weighed CROSS JOIN LATERAL (
        SELECT coalesce(w1, 0) + coalesce(w2, 0) + coalesce(w3, 0) + coalesce(w4, 0) + coalesce(w5, 0) + coalesce(w6, 0)
            + coalesce(w7, 0) + coalesce(w8, 0) AS coverage
    ) known
), pointed AS MATERIALIZED (
    SELECT summed.*, w1 * v1 / total AS p1, w2 * v2 / total AS p2, w3 * v3 / total AS p3, w4 * v4 / total AS p4,
        w5 * v5 / total AS p5, w6 * v6 / total AS p6, w7 * v7 / total AS p7, w8 * v8 / total AS p8
    FROM summed
), scored AS MATERIALIZED (
    SELECT pointed.*, CASE WHEN status <> 'insufficient'
        THEN least(least(greatest(raw + correction, 0), 100), cap) END AS score
    FROM (
        SELECT pointed.*, CASE WHEN total IS NOT NULL THEN coalesce(p1, 0) + coalesce(p2, 0) + coalesce(p3, 0)
            + coalesce(p4, 0) + coalesce(p5, 0) + coalesce(p6, 0) + coalesce(p7, 0) + coalesce(p8, 0) END AS raw
        FROM pointed
    ) pointed
)
SELECT id, %(today)s, 'health-1', raw, score, coverage, status,
    CASE WHEN score >= 75 - 1e-9 THEN 'green' WHEN score >= 50 - 1e-9 THEN 'amber' WHEN score IS NULL THEN 'grey'
        ELSE 'red' END,
    jsonb_strip_nulls(jsonb_build_object(
        'H1', p1, 'H2', p2, 'H3', p3, 'H4', p4, 'H5', p5, 'H6', p6, 'H7', p7, 'H8', p8)),
    to_jsonb(array_remove(ARRAY[CASE WHEN critical_issue THEN 'critical_issue' END,
        CASE WHEN sponsor_left THEN 'sponsor_left' END, CASE WHEN notice_given THEN 'notice_given' END], NULL))
FROM scored
