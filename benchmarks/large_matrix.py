"""A large matrix: 1,000 accounts in a tree of 60 groups, 100 people with 600 grants, on top of `company.prepare`."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from accounts.models import AccountGroup, Grant, Token, User, WeiboAccount
from benchmarks.company import make_accounts, prepare, set_defaults

ACCOUNTS, PEOPLE, GRANTS = 1000, 100, 600
BRANDS, REGIONS = 11, 4
"""One company, 11 brands with 4 regions each, 4 more companies: 60 groups on three levels."""

EDITOR = "matrix-editor@bench.invalid"

SQL = """
INSERT INTO accounts_accountgroup (name, position) SELECT '公司' || n, n FROM generate_series(1, 5) n;
INSERT INTO accounts_accountgroup (name, position, parent_id)
SELECT '品牌' || n, n, (SELECT id FROM accounts_accountgroup WHERE name = '公司1') FROM generate_series(1, %(brands)s) n;
INSERT INTO accounts_accountgroup (name, position, parent_id)
SELECT b.name || '·区域' || n, n, b.id FROM accounts_accountgroup b, generate_series(1, %(regions)s) n WHERE b.name LIKE '品牌%%';

INSERT INTO accounts_user (email, password, name, job_title, time_zone, language, is_active, is_staff, is_superuser,
    must_change_password, date_joined)
SELECT 'matrix-' || n || '@bench.invalid', '!', '同事' || n, '编辑', 'Asia/Shanghai', 'zh-hans', true, false, false, false, %(now)s
FROM generate_series(1, %(people)s) n;

UPDATE accounts_weiboaccount a SET
    audience = '二十到四十岁、刚搬新家、想把日子过得更舒服的人', kind = (ARRAY['brand', 'product', 'region', 'employee', 'customer_service', 'recruiting', 'expert', 'official'])[1 + n %% 8],
    group_id = CASE WHEN n %% 25 > 0 THEN g.ids[1 + n %% array_length(g.ids, 1)] END,
    owner_id = CASE WHEN n %% 9 > 0 THEN u.ids[1 + n %% array_length(u.ids, 1)] END,
    deputy_id = CASE WHEN n %% 4 > 0 THEN u.ids[1 + (n + 7) %% array_length(u.ids, 1)] END,
    channel = (ARRAY['share', 'share', 'commercial', 'hand_over'])[1 + n %% 4],
    state = CASE WHEN n %% 40 = 0 THEN 'retired' WHEN n %% 17 = 0 THEN 'unconnected' WHEN n %% 19 = 0 THEN 'expired' ELSE 'connected' END,
    last_call_ok_at = %(now)s - n * interval '1 minute', last_post_at = %(now)s - n %% 12 * interval '1 day'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts_weiboaccount) r,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_accountgroup) g,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE email LIKE 'matrix-%%') u
WHERE a.id = r.id;

INSERT INTO accounts_token (account_id, app, ciphertext, expires_at, obtained_at)
SELECT id, CASE WHEN channel = 'commercial' THEN 'commercial' ELSE 'share' END, ''::bytea, %(now)s + id %% 30 * interval '1 day', %(now)s
FROM accounts_weiboaccount WHERE state IN ('connected', 'expired') AND NOT EXISTS (
    SELECT 1 FROM accounts_token t WHERE t.account_id = accounts_weiboaccount.id);

INSERT INTO accounts_grant (user_id, role, account_id, group_id, given_at, reason)
SELECT u.ids[1 + n %% array_length(u.ids, 1)],
    (ARRAY['responsible_editor', 'customer_editor', 'picture_editor', 'manager'])[1 + n %% 4],
    CASE WHEN n %% 3 > 0 THEN a.ids[1 + n * 7 %% array_length(a.ids, 1)] END,
    CASE WHEN n %% 3 = 0 THEN g.ids[1 + n * 11 %% array_length(g.ids, 1)] END, %(now)s - interval '1 day', '负责日常运营'
FROM generate_series(1, %(grants)s - 3) n,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE email LIKE 'matrix-%%') u,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_weiboaccount) a,
    (SELECT array_agg(id ORDER BY id) AS ids FROM accounts_accountgroup) g;
"""


def build() -> tuple[User, User]:
    """(administrator, an editor with grants on a whole company and three accounts). Inside a transaction of the caller."""
    set_defaults(User, Grant, Token, AccountGroup)
    administrator = prepare()
    now = timezone.now().replace(microsecond=0)
    values: dict[str, dt.datetime | int] = {
        "now": now,
        "brands": BRANDS,
        "regions": REGIONS,
        "people": PEOPLE - 2,
        "grants": GRANTS - 1,
    }
    make_accounts("矩阵账号", 6_700_000_000, ACCOUNTS - WeiboAccount.objects.count(), now=now)
    editor = User.objects.create_user(EDITOR, None, name="分组编辑")
    with connection.cursor() as cursor:
        cursor.execute(SQL, values)
        cursor.execute(
            "INSERT INTO accounts_grant (user_id, role, group_id, given_at, reason)"
            " SELECT %s, 'chief_editor', id, %s, '' FROM accounts_accountgroup WHERE name IN ('公司1', '公司2', '公司3')",
            [editor.pk, now],
        )
        cursor.execute("ANALYZE")
    return administrator, editor
