"""Every report page over a year of 1,000 accounts and 50,000 posts, roll-ups and samples made by SQL."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User, WeiboAccount
from benchmarks.company import EMAIL, set_defaults
from benchmarks.large_samples import opened
from benchmarks.timing import HEAD, bound, paged
from campaigns.models import Campaign
from content.models import Category
from core.dates import local_day, month_of
from monitoring.models import MetricSample
from publishing.models import Publication
from reports.models import DailyRollup

DAYS, RUNS = 366, 20
P95_MS, QUERIES = 300.0, 110
FIRST_PAGE, FIRST_PAGE_MS = "first page", 200.0
NUMBERS = "posts, reposts, comments, likes, samples_due, samples_taken"
SPREAD = """
UPDATE calendar_publication SET published_at = %(now)s - (id %% 360) * interval '1 day' - (id %% 13) * interval '1 hour';
DELETE FROM monitoring_metricsample;
INSERT INTO monitoring_metricsample (publication_id, age_minutes, due_at, state, taken_at, reposts, comments, likes)
SELECT id, age, published_at + age * interval '1 minute', 'taken', published_at + age * interval '1 minute',
    id %% 7, id %% 5, id %% 97 + age / 100
FROM calendar_publication, (VALUES (60), (1440), (10080), (40320)) a (age)
WHERE published_at + age * interval '1 minute' < %(now)s
"""
FILL = f"""
DELETE FROM reports_dailyrollup;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS}, followers, followers_growth)
SELECT d, 'account', a.id, a.id, n %% 4, n %% 31, n %% 17, n %% 211, 5, 5, 1000 + n, n %% 9
FROM days, LATERAL (SELECT id, row_number() OVER () + extract(doy FROM d)::int AS n FROM accounts_weiboaccount) a;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT d, 'category', c.id, a.id, 1, (a.id + c.id) %% 31, c.id %% 17, a.id %% 211, 2, 2
FROM days, accounts_weiboaccount a, (SELECT id FROM content_category ORDER BY id LIMIT 3) c;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT d, 'element', e, a.id, 1, (a.id + e) %% 31, e %% 17, a.id %% 211, 2, 2
FROM days, accounts_weiboaccount a, generate_series(1, 3) e;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT day, dimension, key, 0, sum(posts), sum(reposts), sum(comments), sum(likes), sum(samples_due), sum(samples_taken)
FROM reports_dailyrollup WHERE dimension IN ('category', 'element') GROUP BY day, dimension, key;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT d, 'hour', 8 + (a.id + extract(doy FROM d)::int) %% 14, a.id, 1, 3, 2, a.id %% 211, 2, 2 FROM days, accounts_weiboaccount a;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT (p.published_at + k * interval '1 day')::date, 'post', p.post_id, p.account_id, (k = 0)::int, 5 - k / 2, 3, 40 / (k + 1), 2, 2
FROM calendar_publication p, generate_series(0, 7) k;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS})
SELECT day, 'person', %(user)s, 0, sum(posts), sum(reposts), sum(comments), sum(likes), sum(samples_due), sum(samples_taken)
FROM reports_dailyrollup WHERE dimension = 'account' GROUP BY day;
INSERT INTO reports_dailyrollup (day, dimension, key, account_id, {NUMBERS}, followers, followers_growth)
SELECT day, 'matrix', 0, 0, sum(posts), sum(reposts), sum(comments), sum(likes), sum(samples_due), sum(samples_taken),
    sum(followers), sum(followers_growth)
FROM reports_dailyrollup WHERE dimension = 'account' GROUP BY day;
""".replace("FROM days,", "FROM (SELECT generate_series(%(first)s, %(last)s, interval '1 day')::date AS d) days,")
CAMPAIGN = """
INSERT INTO campaigns_campaign (name, kind, purpose, starts_at, ends_at, state, created_at, platform_winners)
VALUES ('周年', 'vote', 'brand', %(now)s - interval '300 days', %(now)s, 'running', %(now)s, '[]');
UPDATE content_post SET campaign_id = (SELECT max(id) FROM campaigns_campaign) WHERE id %% 50 = 0;
VACUUM ANALYZE
"""


def run() -> dict[str, Any]:
    """Signed in with rights for the whole matrix: nobody sees more."""
    opened(1)
    _fill()
    user = User.objects.get(email=EMAIL)
    client = Client()
    client.force_login(user)
    rows, slowest, most, first_page = [], 0.0, 0.0, 0.0
    for name, address in _addresses(user).items():
        line, found = paged(client, name, [address] * RUNS)
        rows.append(line)
        slowest, most = max(slowest, found["p95"]), max(most, found["queries"])
        first_page = found["p95"] if name == FIRST_PAGE else first_page
    bounds = [
        bound("any page: p95 ms", P95_MS, slowest), bound("any page: queries", QUERIES, most),
        bound("the first page after signing in: p95 ms", FIRST_PAGE_MS, first_page),
    ]  # fmt: skip
    return {
        "title": f"report pages: {WeiboAccount.objects.count():,} accounts, {DailyRollup.objects.count():,} roll-ups",
        "columns": HEAD, "rows": rows, "bounds": bounds, "ok": all(one["ok"] for one in bounds),
    }  # fmt: skip


def _addresses(user: User) -> dict[str, str]:
    account = WeiboAccount.objects.earliest("pk").pk
    category = Category.objects.earliest("pk").pk
    post = Publication.objects.filter(account=account).latest("published_at").post_id
    campaign = Publication.objects.filter(post__campaign__isnull=False).latest("pk").post.campaign_id
    things = {"account": f"accounts/{account}", "category": f"categories/{category}", "element": "elements/2"}
    things |= {"campaign": f"campaigns/{campaign}", "person": f"people/{user.pk}"}
    pages = {"overview": "/reports/", "hours": "/reports/hours/"}
    pages |= {f"one {name}": f"/reports/insight/{path}/" for name, path in things.items()}
    pages |= {"account beside others": f"/reports/insight/accounts/{account}/beside/"}
    found = {f"{name}, {days} days": f"{path}?days={days}" for days in (28, 365) for name, path in pages.items()}
    month = month_of(local_day(timezone.now())).previous
    found |= {"one post": f"/reports/posts/{post}/", "statements of a month": f"/reports/incentive/months/{month}/"}
    return found | {FIRST_PAGE: "/", "governance": "/reports/governance/"}


def _fill() -> None:
    """Once: the database keeps it."""
    if Campaign.objects.exists():  # written last
        return
    set_defaults(DailyRollup, MetricSample, Campaign)
    now = timezone.now()
    last = local_day(now)
    values: dict[str, Any] = {
        "now": now, "first": last - dt.timedelta(days=DAYS - 1), "last": last, "user": User.objects.get(email=EMAIL).pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, values)
        cursor.execute(FILL, values)
        for statement in CAMPAIGN.split(";"):
            cursor.execute(statement, values)
