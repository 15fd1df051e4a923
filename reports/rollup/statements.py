"""The SQL of the roll-up (I1): recompute one Beijing day from rows, write only what differs.

Parameters: `day` (date), `start` and `finish` (the day's bounds as instants, finish exclusive).
Growth of a counter is its value at the end of the day minus its value at the end of the day before, each read by one
backward index probe over the samples (bench.md part 3: exact, also when counters fall). A post counts for the day on
which it was published. `answer_minutes` is the median time to the first answer of the messages received that day.
"""

FACTS = """
WITH touched AS (
    SELECT p.id, p.account_id, p.post_id, p.published_at >= %(start)s AND p.published_at < %(finish)s AS is_new
    FROM calendar_publication p
    WHERE p.published_at < %(finish)s AND (
        p.published_at >= %(start)s
        OR EXISTS (SELECT 1 FROM monitoring_metricsample s
                   WHERE s.publication_id = p.id AND s.due_at < %(finish)s
                     AND (s.due_at >= %(start)s OR s.taken_at >= %(start)s))
    )
), facts AS (
    SELECT t.post_id, t.account_id, c.category_id, c.campaign_id, c.author_id, t.is_new::int AS posts,
        coalesce(now_.reposts, before_.reposts, 0) - coalesce(before_.reposts, 0) AS reposts,
        coalesce(now_.comments, before_.comments, 0) - coalesce(before_.comments, 0) AS comments,
        coalesce(now_.likes, before_.likes, 0) - coalesce(before_.likes, 0) AS likes,
        due.due, due.taken
    FROM touched t
    JOIN content_post c ON c.id = t.post_id
    LEFT JOIN LATERAL (SELECT s.reposts, s.comments, s.likes FROM monitoring_metricsample s
        WHERE s.publication_id = t.id AND s.taken_at < %(finish)s ORDER BY s.taken_at DESC LIMIT 1) now_ ON true
    LEFT JOIN LATERAL (SELECT s.reposts, s.comments, s.likes FROM monitoring_metricsample s
        WHERE s.publication_id = t.id AND s.taken_at < %(start)s ORDER BY s.taken_at DESC LIMIT 1) before_ ON true
    CROSS JOIN LATERAL (SELECT count(*) AS due, count(*) FILTER (WHERE s.state = 'taken') AS taken
        FROM monitoring_metricsample s
        WHERE s.publication_id = t.id AND s.due_at >= %(start)s AND s.due_at < %(finish)s) due
), slots AS (
    SELECT account_id, count(*) FILTER (WHERE state = 'failed') AS failed,
        count(*) FILTER (WHERE state = 'missed') AS missed
    FROM calendar_slot WHERE scheduled_at >= %(start)s AND scheduled_at < %(finish)s AND state IN ('failed', 'missed')
    GROUP BY account_id
), answers AS (
    SELECT t.account_id, extract(epoch FROM r.first_at - t.received_at) / 60 AS minutes
    FROM engagement_thread t
    LEFT JOIN LATERAL (SELECT min(created_at) AS first_at FROM engagement_reply
        WHERE thread_id = t.id AND state = 'sent') r ON true
    WHERE t.received_at >= %(start)s AND t.received_at < %(finish)s
), threads AS (
    SELECT account_id, count(*) AS threads, count(minutes) AS answered,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS answer_minutes
    FROM answers GROUP BY GROUPING SETS ((account_id), ())
), followers AS (
    SELECT a.account_id, a.followers,
        a.followers - (SELECT b.followers FROM monitoring_accountsample b
            WHERE b.account_id = a.account_id AND b.day < a.day ORDER BY b.day DESC LIMIT 1) AS growth
    FROM monitoring_accountsample a WHERE a.day = %(day)s
)"""

ROWS = """
, grouped AS (
    SELECT CASE WHEN grouping(post_id) = 0 THEN 'post' WHEN grouping(category_id) = 0 THEN 'category'
            WHEN grouping(campaign_id) = 0 THEN 'campaign' WHEN grouping(author_id) = 0 THEN 'person'
            ELSE 'account' END AS dimension,
        CASE WHEN grouping(post_id) = 0 THEN post_id WHEN grouping(category_id) = 0 THEN category_id
            WHEN grouping(campaign_id) = 0 THEN campaign_id WHEN grouping(author_id) = 0 THEN author_id
            ELSE account_id END AS key,
        coalesce(account_id, 0) AS account_id, sum(posts) AS posts, sum(reposts) AS reposts,
        sum(comments) AS comments, sum(likes) AS likes, sum(due) AS due, sum(taken) AS taken
    FROM facts
    GROUP BY GROUPING SETS ((account_id), (account_id, post_id), (account_id, category_id), (campaign_id), (author_id))
    HAVING NOT (grouping(campaign_id) = 0 AND campaign_id IS NULL)
        AND NOT (grouping(author_id) = 0 AND author_id IS NULL)
), by_account AS (
    SELECT a.id AS account_id, g.posts, g.reposts, g.comments, g.likes, g.due, g.taken, s.failed, s.missed,
        f.followers, f.growth, t.threads, t.answered, t.answer_minutes
    FROM accounts_weiboaccount a
    LEFT JOIN grouped g ON g.dimension = 'account' AND g.key = a.id
    LEFT JOIN slots s ON s.account_id = a.id
    LEFT JOIN followers f ON f.account_id = a.id
    LEFT JOIN threads t ON t.account_id = a.id
    WHERE g.key IS NOT NULL OR s.account_id IS NOT NULL OR f.account_id IS NOT NULL OR t.account_id IS NOT NULL
), rows_ AS (
    SELECT dimension, key, account_id, posts, 0 AS failed, 0 AS missed, reposts, comments, likes,
        NULL::bigint AS followers, NULL::bigint AS followers_growth, 0 AS threads, 0 AS answered,
        NULL::float AS answer_minutes, 0 AS mentions, due AS samples_due, taken AS samples_taken
    FROM grouped WHERE dimension <> 'account'
    UNION ALL
    SELECT 'account', account_id, account_id, coalesce(posts, 0), coalesce(failed, 0), coalesce(missed, 0),
        coalesce(reposts, 0), coalesce(comments, 0), coalesce(likes, 0), followers, growth, coalesce(threads, 0),
        coalesce(answered, 0), answer_minutes, 0, coalesce(due, 0), coalesce(taken, 0)
    FROM by_account
    UNION ALL
    SELECT 'matrix', 0, 0, coalesce(sum(posts), 0), coalesce(sum(failed), 0), coalesce(sum(missed), 0),
        coalesce(sum(reposts), 0), coalesce(sum(comments), 0), coalesce(sum(likes), 0), sum(followers), sum(growth),
        coalesce(sum(threads), 0), coalesce(sum(answered), 0),
        (SELECT answer_minutes FROM threads WHERE account_id IS NULL),
        (SELECT count(*) FROM monitoring_mention WHERE published_at >= %(start)s AND published_at < %(finish)s),
        coalesce(sum(due), 0), coalesce(sum(taken), 0)
    FROM by_account
)"""

COLUMNS = (
    "posts, failed, missed, reposts, comments, likes, followers, followers_growth, threads, answered, answer_minutes, "
    "mentions, samples_due, samples_taken"
)
NEW_VALUES = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS.split(", "))
OLD_VALUES = ", ".join(f"r.{name}" for name in COLUMNS.split(", "))

ROLL_UP_DAY = f"""{FACTS}{ROWS}
INSERT INTO reports_dailyrollup AS r (day, dimension, key, account_id, {COLUMNS})
SELECT %(day)s, dimension, key, account_id, {COLUMNS} FROM rows_
ON CONFLICT (day, dimension, key, account_id) DO UPDATE SET ({COLUMNS}) = ROW({NEW_VALUES})
WHERE ({OLD_VALUES}) IS DISTINCT FROM ({NEW_VALUES})
"""  # noqa: S608  only constants of this module are put in
"""Upsert of every row of the day; `rowcount` is the number of rows that are new or differ."""

STALE_ROWS = f"""{FACTS}{ROWS}
DELETE FROM reports_dailyrollup r WHERE r.day = %(day)s AND NOT EXISTS (
    SELECT 1 FROM rows_ n WHERE n.dimension = r.dimension AND n.key = r.key AND n.account_id = r.account_id)
"""  # noqa: S608  only constants of this module are put in
"""Rows of the day that the present facts no longer give (a post was moved to another category …)."""
