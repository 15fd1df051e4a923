"""What a page of insight speaks of: one account, category, element, campaign or person, and whose rows count."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from accounts.models import WeiboAccount
from content.models import Post
from core.errors import Sentence
from publishing.models import Publication
from reports.models import DailyRollup, Dimension
from reports.queries.values import KEPT_WHOLE, Subject
from reports.rollup import ELEMENT_KEYS

ELEMENT_OF = {key: name for name, key in ELEMENT_KEYS.items()}


class Kind(StrEnum):
    """The word in the address; the matrix has a page of its own, the overview."""

    MATRIX = "matrix"
    ACCOUNTS = "accounts"
    CATEGORIES = "categories"
    ELEMENTS = "elements"
    CAMPAIGNS = "campaigns"
    PEOPLE = "people"


DIMENSIONS = {
    Kind.MATRIX: Dimension.ACCOUNT,
    Kind.ACCOUNTS: Dimension.ACCOUNT,
    Kind.CATEGORIES: Dimension.CATEGORY,
    Kind.ELEMENTS: Dimension.ELEMENT,
    Kind.CAMPAIGNS: Dimension.POST,
    Kind.PEOPLE: Dimension.PERSON,
}
"""A campaign is the sum of its posts, so that who sees some accounts sees these and no more."""


@dataclass(frozen=True)
class Asked:
    """One thing behind its door. `accounts` are those that count; None: every account there is."""

    kind: Kind
    key: int
    title: Sentence
    note: str = ""
    accounts: frozenset[int] | None = None
    account: WeiboAccount | None = None

    @property
    def subject(self) -> Subject:
        """For the catalogue of measures."""
        if self.kind == Kind.MATRIX:
            return WHOLE if self.accounts is None else Subject(Dimension.ACCOUNT, accounts=self.accounts)
        keys = frozenset(self.post_ids()) if self.kind == Kind.CAMPAIGNS else frozenset({self.key})
        return Subject(DIMENSIONS[self.kind], keys, self.accounts)

    def post_ids(self) -> "QuerySet[Post, int]":
        """The posts of a campaign."""
        posts = Post.objects.filter(campaign=self.key)
        posts = posts if self.accounts is None else posts.filter(account__in=self.accounts)
        return posts.order_by().values_list("pk", flat=True)

    def rows(self) -> "QuerySet[DailyRollup]":
        """Its rows in the roll-up."""
        if self.kind == Kind.MATRIX and self.accounts is None:
            return DailyRollup.objects.filter(dimension=Dimension.MATRIX, key=0).order_by()
        rows = DailyRollup.objects.filter(dimension=DIMENSIONS[self.kind]).order_by()
        if self.kind == Kind.CAMPAIGNS:
            return rows.filter(key__in=list(self.post_ids()))
        rows = rows if self.kind == Kind.MATRIX else rows.filter(key=self.key)
        if self.kind == Kind.PEOPLE:
            return rows
        if self.accounts is None:
            return rows.filter(account_id=0) if DIMENSIONS[self.kind] in KEPT_WHOLE else rows
        return rows.filter(account_id__in=self.accounts)

    def shares(self) -> "QuerySet[DailyRollup]":
        """Its rows of each account, where `rows` are those of all together."""
        if self.accounts is not None or DIMENSIONS[self.kind] not in KEPT_WHOLE:
            return self.rows()
        return DailyRollup.objects.filter(dimension=DIMENSIONS[self.kind], key=self.key, account_id__gt=0).order_by()

    def publications(self) -> "QuerySet[Publication]":
        """Its posts on Weibo."""
        posts = Publication.objects.filter(_POSTS[self.kind](self.key))
        if self.accounts is None or self.kind == Kind.ACCOUNTS:
            return posts
        return posts.filter(account__in=self.accounts)


WHOLE = Subject(Dimension.MATRIX, frozenset({0}))
"""All accounts there are: one row a day."""
_POSTS: dict[Kind, Callable[[int], Q]] = {
    Kind.MATRIX: lambda _key: Q(),
    Kind.ACCOUNTS: lambda key: Q(account=key),
    Kind.CATEGORIES: lambda key: Q(post__category=key),
    Kind.ELEMENTS: lambda key: Q(**{f"version__elements__{ELEMENT_OF[key]}": True}),
    Kind.CAMPAIGNS: lambda key: Q(post__campaign=key),
    Kind.PEOPLE: lambda key: Q(post__author=key),
}
