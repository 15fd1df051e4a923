"""What happened on each Beijing day from `first` to `last`, as common table expressions over the rows (I1).

Parameters: `first`, `last` (dates, both included), `begin`, `end` (the span as instants, end exclusive), `measured`
(how long after its publication a post can have samples), and since when what was taken in the span (`due_since`) or
belongs to a post that is measured in it (`before_since`) can have been due.

Samples stand in months of the instant at which they are due (ADR 16). These bounds are constants when the statement is
planned, so that no probe opens another month.

The closing value of a post on a day is its last sample of that day, found by one backward index probe for each post and
day; what it grew by is the difference to the closing value before, so that counters that fall count down. The probes go
in the order of the posts' ids, so that each finds its pages where the one before left off: a quarter as many are read.
Reading the samples of a day as a whole, or `lag()` over all of them, takes four to seven times as long
(docs/reports.md).
"""

DAYS = """
WITH days AS MATERIALIZED (
    SELECT day::date AS day, day AT TIME ZONE 'Asia/Shanghai' AS start,
        (day + interval '1 day') AT TIME ZONE 'Asia/Shanghai' AS finish
    FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day
)"""

GROWTH = """
, posts AS MATERIALIZED (
    SELECT id, account_id, post_id, version_id, published_at FROM calendar_publication
    WHERE published_at < %(end)s AND published_at >= %(begin)s - %(measured)s
    ORDER BY id
), closings AS (
    SELECT p.id, p.account_id, p.post_id, p.version_id, p.published_at, d.day, p.published_at >= d.start AS is_new,
        c.taken_at, c.reposts, c.comments, c.likes
    FROM posts p
    JOIN days d ON p.published_at < d.finish AND p.published_at >= d.start - %(measured)s
    LEFT JOIN LATERAL (
        SELECT s.taken_at, s.reposts, s.comments, s.likes
        FROM monitoring_metricsample s
        WHERE s.publication_id = p.id AND s.taken_at >= d.start AND s.taken_at < d.finish
            AND s.due_at >= %(due_since)s AND s.due_at < %(end)s
        ORDER BY s.taken_at DESC LIMIT 1
    ) c ON true
    WHERE c.taken_at IS NOT NULL OR p.published_at >= d.start
), chained AS (
    SELECT *, lag(reposts) OVER before AS reposts_before, lag(comments) OVER before AS comments_before,
        lag(likes) OVER before AS likes_before, row_number() OVER before = 1 AND published_at < %(begin)s AS is_first
    FROM closings WINDOW before AS (PARTITION BY id ORDER BY day)
), growth AS (
    SELECT c.id, c.account_id, c.post_id, c.version_id, c.published_at, c.day, c.is_new,
        coalesce(c.reposts - coalesce(c.reposts_before, b.reposts, 0), 0) AS reposts,
        coalesce(c.comments - coalesce(c.comments_before, b.comments, 0), 0) AS comments,
        coalesce(c.likes - coalesce(c.likes_before, b.likes, 0), 0) AS likes
    FROM chained c
    LEFT JOIN LATERAL (SELECT s.reposts, s.comments, s.likes FROM monitoring_metricsample s
        WHERE c.is_first AND s.publication_id = c.id AND s.taken_at < %(begin)s
            AND s.due_at >= %(before_since)s AND s.due_at < %(begin)s
        ORDER BY s.taken_at DESC LIMIT 1) b ON true
)"""

FACTS = """
, lacking AS (
    SELECT s.publication_id AS id, d.day, count(*) AS lacking
    FROM monitoring_metricsample s JOIN days d ON s.due_at >= d.start AND s.due_at < d.finish
    WHERE s.state IN ('due', 'missed') AND s.reason <> 'gone' AND s.due_at >= %(begin)s AND s.due_at < %(end)s
    GROUP BY 1, 2
), facts AS (
    SELECT c.day, c.post_id, c.account_id, o.category_id, o.campaign_id, o.author_id, c.version_id,
        extract(hour FROM c.published_at AT TIME ZONE 'Asia/Shanghai')::int AS hour, c.is_new::int AS posts,
        c.reposts, c.comments, c.likes, c.taken + coalesce(l.lacking, 0) AS due, c.taken
    FROM (
        SELECT g.*, (SELECT count(*) FROM monitoring_metricsample s
            WHERE s.publication_id = g.id AND s.taken_at >= d.start AND s.taken_at < d.finish
                AND s.due_at >= %(due_since)s AND s.due_at < %(end)s) AS taken
        FROM growth g JOIN days d ON d.day = g.day
        UNION ALL
        SELECT p.id, p.account_id, p.post_id, p.version_id, p.published_at, l.day, false, 0, 0, 0, 0
        FROM lacking l JOIN calendar_publication p ON p.id = l.id
        WHERE NOT EXISTS (SELECT FROM growth g WHERE g.id = l.id AND g.day = l.day)
    ) c
    JOIN content_post o ON o.id = c.post_id
    LEFT JOIN lacking l ON l.id = c.id AND l.day = c.day
), slots AS (
    SELECT d.day, s.account_id, count(*) FILTER (WHERE s.state = 'failed') AS failed,
        count(*) FILTER (WHERE s.state = 'missed') AS missed
    FROM calendar_slot s JOIN days d ON s.scheduled_at >= d.start AND s.scheduled_at < d.finish
    WHERE s.state IN ('failed', 'missed') AND s.scheduled_at >= %(begin)s AND s.scheduled_at < %(end)s
    GROUP BY 1, 2
), answers AS (
    SELECT d.day, t.account_id, t.answered_at, t.answer_minutes AS minutes
    FROM engagement_question t JOIN days d ON t.received_at >= d.start AND t.received_at < d.finish
    WHERE t.received_at >= %(begin)s AND t.received_at < %(end)s
), threads AS (
    SELECT day, account_id, count(*) AS threads, count(answered_at) AS answered,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS answer_minutes
    FROM answers GROUP BY GROUPING SETS ((day, account_id), (day))
), followers AS (
    SELECT a.day, a.account_id, a.followers,
        a.followers - (SELECT b.followers FROM monitoring_accountsample b
            WHERE b.account_id = a.account_id AND b.day < a.day ORDER BY b.day DESC LIMIT 1) AS growth
    FROM monitoring_accountsample a WHERE a.day >= %(first)s AND a.day <= %(last)s
), mentions AS (
    SELECT d.day, CASE WHEN s.kind IN ('mentions', 'comments', 'reposts') THEN s.account_id END AS account_id,
        count(*) AS mentions, count(*) FILTER (WHERE m.polarity < 0) AS negative, count(m.polarity) AS judged,
        count(DISTINCT m.author_id) FILTER (WHERE m.author_id <> '' AND w.id IS NULL) AS participants
    FROM monitoring_mention m JOIN days d ON m.published_at >= d.start AND m.published_at < d.finish
    JOIN monitoring_source s ON s.id = m.source_id
    LEFT JOIN accounts_weiboaccount w ON w.uid = m.author_id
    WHERE m.published_at >= %(begin)s AND m.published_at < %(end)s
    GROUP BY 1, 2
)"""
