"""From what happened to the rows of every dimension (I1)."""

from content.queries.library_filter import ELEMENTS
from reports.models.rollups import FIGURES
from reports.rollup.facts import DAYS, FACTS, GROWTH

ELEMENT_KEYS = {name: place for place, name in enumerate(ELEMENTS, 1)}
"""Of the nine elements in their order (C3)."""
COUNTED = "posts, reposts, comments, likes, due, taken"
SUMS = ", ".join(f"sum({name}) AS {name}" for name in COUNTED.split(", "))
COLUMNS = ", ".join(FIGURES)
_ELEMENTS = ", ".join(f"('{name}', {key})" for name, key in ELEMENT_KEYS.items())

_DIMENSIONS = f"""
, grouped AS (
    SELECT day, CASE WHEN grouping(post_id) = 0 THEN 'post' WHEN grouping(category_id) = 0 THEN 'category'
            WHEN grouping(campaign_id) = 0 THEN 'campaign' WHEN grouping(author_id) = 0 THEN 'person'
            WHEN grouping(hour) = 0 THEN 'hour' ELSE 'account' END AS dimension,
        CASE WHEN grouping(post_id) = 0 THEN post_id WHEN grouping(category_id) = 0 THEN category_id
            WHEN grouping(campaign_id) = 0 THEN campaign_id WHEN grouping(author_id) = 0 THEN author_id
            WHEN grouping(hour) = 0 THEN hour ELSE account_id END AS key,
        coalesce(account_id, 0) AS account_id, {SUMS}
    FROM facts
    GROUP BY GROUPING SETS ((day, account_id), (day, account_id, post_id), (day, account_id, category_id),
        (day, account_id, hour), (day, campaign_id), (day, author_id))
    HAVING NOT (grouping(campaign_id) = 0 AND campaign_id IS NULL)
        AND NOT (grouping(author_id) = 0 AND author_id IS NULL)
    UNION ALL
    SELECT f.day, 'element', e.key, f.account_id, {SUMS}
    FROM facts f JOIN content_postversion v ON v.id = f.version_id
    JOIN (VALUES {_ELEMENTS}) AS e (name, key) ON (v.elements ->> e.name) = 'true'
    GROUP BY f.day, e.key, f.account_id
), whole AS (
    SELECT day, dimension, key, {SUMS} FROM grouped WHERE dimension IN ('category', 'element')
    GROUP BY day, dimension, key
)"""  # noqa: S608  only constants of this module are put in

_PLAIN = """day, dimension, key, {account}, posts, 0::bigint AS failed, 0::bigint AS missed, reposts, comments, likes,
    NULL::bigint AS followers, NULL::bigint AS followers_growth, 0::bigint AS threads, 0::bigint AS answered,
    NULL::float AS answer_minutes, 0::bigint AS mentions, 0::bigint AS negative, 0::bigint AS judged,
    0::bigint AS participants, due AS samples_due, taken AS samples_taken"""
"""A row of what has posts only: none of what is counted for accounts."""

_BY_ACCOUNT = f"""
, by_account AS (
    SELECT d.day, a.id AS account_id, g.posts, g.reposts, g.comments, g.likes, g.due, g.taken, s.failed, s.missed,
        f.followers, f.growth, t.threads, t.answered, t.answer_minutes, m.mentions, m.negative, m.judged,
        m.participants
    FROM accounts_weiboaccount a CROSS JOIN days d
    LEFT JOIN grouped g ON g.day = d.day AND g.dimension = 'account' AND g.key = a.id
    LEFT JOIN slots s ON s.day = d.day AND s.account_id = a.id
    LEFT JOIN followers f ON f.day = d.day AND f.account_id = a.id
    LEFT JOIN threads t ON t.day = d.day AND t.account_id = a.id
    LEFT JOIN mentions m ON m.day = d.day AND m.account_id = a.id
    WHERE g.key IS NOT NULL OR s.account_id IS NOT NULL OR f.account_id IS NOT NULL OR t.account_id IS NOT NULL
        OR m.account_id IS NOT NULL
)
SELECT {_PLAIN.format(account="account_id")} FROM grouped WHERE dimension <> 'account'
UNION ALL
SELECT {_PLAIN.format(account="0::bigint AS account_id")} FROM whole
UNION ALL
SELECT day, 'account', account_id, account_id, coalesce(posts, 0), coalesce(failed, 0), coalesce(missed, 0),
    coalesce(reposts, 0), coalesce(comments, 0), coalesce(likes, 0), followers, growth, coalesce(threads, 0),
    coalesce(answered, 0), answer_minutes, coalesce(mentions, 0), coalesce(negative, 0), coalesce(judged, 0),
    coalesce(participants, 0), coalesce(due, 0), coalesce(taken, 0)
FROM by_account
UNION ALL
SELECT d.day, 'matrix', 0, 0, coalesce(sum(b.posts), 0), coalesce(sum(b.failed), 0), coalesce(sum(b.missed), 0),
    coalesce(sum(b.reposts), 0), coalesce(sum(b.comments), 0), coalesce(sum(b.likes), 0), sum(b.followers),
    sum(b.growth), coalesce(sum(b.threads), 0), coalesce(sum(b.answered), 0),
    (SELECT t.answer_minutes FROM threads t WHERE t.account_id IS NULL AND t.day = d.day),
    coalesce(max(h.mentions), 0), coalesce(max(h.negative), 0), coalesce(max(h.judged), 0),
    coalesce(sum(b.participants), 0), coalesce(sum(b.due), 0), coalesce(sum(b.taken), 0)
FROM days d LEFT JOIN by_account b ON b.day = d.day
LEFT JOIN (SELECT day, sum(mentions) AS mentions, sum(negative) AS negative, sum(judged) AS judged
    FROM mentions GROUP BY day) h ON h.day = d.day
GROUP BY d.day"""  # noqa: S608  only constants of this module are put in

ROWS = f"{DAYS}{GROWTH}{FACTS}{_DIMENSIONS}{_BY_ACCOUNT}"
"""Every row of the days, all dimensions; nothing is written."""

ACCOUNT_DAYS = f"""{DAYS}{GROWTH}
SELECT account_id, day, sum(reposts), sum(comments), sum(likes) FROM growth GROUP BY 1, 2"""  # noqa: S608  constants only
"""What each account's posts grew by on each day, and nothing else: for the benchmark and for checks."""
