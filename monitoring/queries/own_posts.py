"""Posts on our accounts that were not sent from here (M2)."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import WeiboAccount
from core.paging import KeyPage, key_page
from monitoring.models import OwnPost, Verdict
from publishing.models import Publication


def own_posts(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[OwnPost]":
    """Of some accounts; without those that turned out to be a slot's (a hand-over found later, an answer read back)."""
    sent = Publication.objects.filter(weibo_id=OuterRef("weibo_id"))
    return OwnPost.objects.filter(~Exists(sent), account__in=accounts)


def open_own_posts(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[OwnPost]":
    """Those of which nobody has said yet whose they are."""
    return own_posts(accounts).filter(verdict=Verdict.OPEN)


def own_post_page(
    accounts: "QuerySet[WeiboAccount]", *, only_open: bool, before: int | None, after: int | None
) -> KeyPage[OwnPost]:
    """One page, the newest first."""
    rows = open_own_posts(accounts) if only_open else own_posts(accounts)
    return key_page(rows.select_related("account", "decided_by"), before=before, after=after)
