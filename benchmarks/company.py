"""A large company for benchmarks: 100 accounts, 20,000 posts (200 in this month's calendar), 20,000 messages. Made once."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import AccountKind, AccountState, Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import Post, PostVersion
from engagement.models import Thread
from monitoring.models import Mention, Source
from publishing.models import Publication, Slot

ACCOUNTS, POSTS, MESSAGES, MENTIONS = 100, 20_000, 20_000, 20_000
EMAIL = "bench@bench.invalid"

SQL = """
INSERT INTO content_post (account_id, category_id, author_id, state, is_visible, approved_hash, created_at, updated_at)
SELECT a.ids[1 + n %% %(accounts)s], c.ids[1 + n %% array_length(c.ids, 1)], %(user)s,
    (ARRAY['published', 'published', 'published', 'published', 'draft', 'in_review', 'approved'])[1 + n %% 7], true, '',
    %(now)s - n * interval '10 minutes', %(now)s - n * interval '10 minutes'
FROM generate_series(1, %(posts)s) n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a,
    (SELECT array_agg(id ORDER BY id) AS ids FROM content_category) c;

INSERT INTO content_postversion (post_id, number, text, length, elements, findings, content_hash, text_key, sketch, author_id, created_at)
SELECT id, 1, '第 ' || id || ' 条：早上倒的热水，晚上还是温的。你的杯子里今天装了什么？', 30, '{"text": true}', '[]', 'h' || id, 'k' || id,
    ARRAY[]::int[], author_id, created_at FROM content_post;
UPDATE content_post p SET version_id = v.id, approved_version_id = CASE WHEN p.state IN ('published', 'approved') THEN v.id END,
    approved_hash = CASE WHEN p.state IN ('published', 'approved') THEN v.content_hash ELSE '' END,
    submitted_at = p.created_at, submitted_by_id = p.author_id
    FROM content_postversion v WHERE v.post_id = p.id;

INSERT INTO calendar_slot (account_id, post_id, scheduled_at, state, late_rule, late_minutes, generation, reason, state_detail, checks,
    created_at, updated_at)
SELECT account_id, id, CASE WHEN n <= 200 THEN %(now)s + (n - 100) * interval '2 hours' ELSE %(now)s - interval '40 days' - n * interval '20 minutes' END,
    CASE WHEN n BETWEEN 101 AND 200 THEN 'planned' ELSE 'published' END, 'send', 60, 1, '', '', 0, created_at, created_at
FROM (SELECT *, row_number() OVER (ORDER BY id DESC) AS n FROM content_post WHERE state = 'published') p;
INSERT INTO calendar_publication (slot_id, account_id, post_id, version_id, weibo_id, mid62, url, text, published_at)
SELECT s.id, s.account_id, s.post_id, p.version_id, (5230000000000000 + s.id)::text, 'Q' || s.id, 'https://weibo.com/1/Q' || s.id, '正文',
    s.scheduled_at FROM calendar_slot s JOIN content_post p ON p.id = s.post_id WHERE s.state = 'published';
UPDATE content_post p SET state = 'scheduled' FROM calendar_slot s WHERE s.post_id = p.id AND s.state = 'planned';

INSERT INTO engagement_thread (account_id, kind, external_id, status_id, author_id, author_name, text, received_at, due_at, state, created_at)
SELECT a.ids[1 + n %% %(accounts)s], 'comment', (5230000000000000 + n)::text, '', '5504', '顾客' || n %% 500, '请问杯盖的密封圈怎么买？', at, at + interval '1 day',
    CASE WHEN n %% 3 = 0 THEN 'open' ELSE 'answered' END, at
FROM (SELECT n, %(now)s - n * interval '5 minutes' AS at FROM generate_series(1, %(messages)s) n) t,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a;

INSERT INTO monitoring_source (kind, name, is_active, interval_minutes, since_id, last_error) VALUES ('file', 'bench', true, 5, '', '');
INSERT INTO monitoring_mention (id, source_id, external_id, author_id, author_name, text, published_at, url, retweet_id, is_comment, first_seen_at, last_seen_at)
SELECT 2 * (5240000000000000 + n), s.id, (5240000000000000 + n)::text, '5504', '网友' || n %% 900, '今天又用山岚的杯子泡茶', %(now)s - n * interval '3 minutes', '', '', false, %(now)s, %(now)s
FROM generate_series(1, %(mentions)s) n, (SELECT max(id) AS id FROM monitoring_source) s;
"""


def make_accounts(name: str, uid: int, count: int, *, now: dt.datetime, owner: User | None = None) -> None:
    """Connected accounts, numbered; every column that a model has gets its default."""
    WeiboAccount.objects.bulk_create(
        WeiboAccount(
            nickname=f"{name}{n}",
            uid=str(uid + n),
            kind=AccountKind.BRAND,
            state=AccountState.CONNECTED,
            link="https://weibo-ops.example/",
            followers_count=1000 + n,
            owner=owner,
            created_at=now,
        )
        for n in range(1, count + 1)
    )


def set_defaults(*models: type[Model]) -> None:
    """The models' defaults as defaults of the columns, so that no SQL here need name what every migration adds."""
    with connection.cursor() as cursor:
        for model in models:
            for field in model._meta.concrete_fields:
                if field.has_db_default():
                    continue
                value = None if field.has_default() and callable(field.default) else field.get_default()
                if value is not None:
                    cursor.execute(
                        f'ALTER TABLE {model._meta.db_table} ALTER COLUMN "{field.column}" SET DEFAULT %s',
                        [field.get_db_prep_save(value, connection)],
                    )


def prepare() -> User:
    """The person who looks at the pages; makes the company when it is not there, all of it or nothing."""
    found = User.objects.filter(email=EMAIL).first()
    if found is not None:
        return found
    with transaction.atomic():
        return _made()


def _made() -> User:
    now = timezone.now().replace(microsecond=0)
    set_defaults(Post, PostVersion, Slot, Publication, Thread, Source, Mention)
    user = User.objects.create_user(EMAIL, None, name="看的人")
    Grant.objects.create(user=user, role=Role.ADMINISTRATOR, given_at=now - dt.timedelta(days=1))
    if WeiboAccount.objects.exists():
        raise RuntimeError("var/bench holds another company; remove the folder")
    values: dict[str, dt.datetime | int] = {
        "now": now,
        "user": user.pk,
        "accounts": ACCOUNTS,
        "posts": POSTS,
        "messages": MESSAGES,
        "mentions": MENTIONS,
    }
    make_accounts("账号", 6_600_000_000, ACCOUNTS, now=now, owner=user)
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        cursor.execute("ANALYZE")
    return user
