"""What the library shows of posts, and what can be chosen there; see `library_filter` for what it is narrowed by."""

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.access import accounts_for
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from campaigns.models import Campaign, CampaignState
from content.models import Category, Post, PostImport, PostState, VersionMedia

CAMPAIGNS = 200
"""So many fit into a menu."""
COUNTED = 2_000
"""How far the posts of a state are counted; pages show what reaches it with a plus sign."""


def with_cards(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Everything a card shows, in a constant number of queries."""
    pictures = Prefetch("version__version_media", VersionMedia.objects.select_related("media").order_by("position"))
    related = ("account", "category", "author", "version", "submitted_by", "campaign")
    unseen = ("version__sketch", "version__text_key", "author__password", "submitted_by__password")
    return posts.select_related(*related).prefetch_related(pictures).defer(*unseen)


def state_counts(posts: QuerySet[Post]) -> list[tuple[str, str, int]]:
    """(state, label, how many) for the states that occur, in the order of the flow; `COUNTED` stands for more.

    One query, which reads no more than so many of each state: a page does not slow down as the years fill the library.
    """
    few = [posts.filter(state=state).order_by().values("pk")[:COUNTED] for state in PostState]
    try:
        parts = [part.query.sql_with_params() for part in few]
    except EmptyResultSet:
        return []
    columns = ", ".join(f"(SELECT count(*) FROM ({sql}) AS few)" for sql, _values in parts)  # noqa: S608 Django's own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, values in parts for value in values])
        counts = cursor.fetchone()
    return [(state.value, str(state.label), n) for state, n in zip(PostState, counts, strict=True) if n]


def categories_in_use() -> list[Category]:
    """Active categories, and inactive ones that posts still have."""
    used = Exists(Post.objects.visible().filter(category=OuterRef("pk")))
    return list(Category.objects.filter(Q(is_active=True) | used))


def authors(accounts: QuerySet[WeiboAccount]) -> list[User]:
    """Who wrote anything for these accounts."""
    wrote = Exists(Post.objects.visible().filter(author=OuterRef("pk"), account__in=accounts))
    return list(User.objects.filter(wrote).only("name", "email").order_by("name"))


def campaigns_in_use(*, choosable: bool = False) -> list[Campaign]:
    """Campaigns that posts belong to; with `choosable` also those that posts may be put in."""
    used = Q(Exists(Post.objects.visible().filter(campaign=OuterRef("pk"))))
    wanted = used | ~Q(state__in=(CampaignState.ENDED, CampaignState.CANCELLED)) if choosable else used
    return list(Campaign.objects.filter(wanted).only("name", "state").order_by("-starts_at", "-pk")[:CAMPAIGNS])


def writable_accounts(user: User) -> QuerySet[WeiboAccount]:
    """Accounts that the composer may write for."""
    return accounts_for(user, Can.WRITE).exclude(state="retired").select_related("group")


def siblings(post: Post) -> QuerySet[Post]:
    """Posts of the same idea, for other accounts."""
    if post.idea_id is None:
        return Post.objects.none()
    return with_cards(Post.objects.visible().filter(idea=post.idea_id).exclude(pk=post.pk)).order_by("pk")


def latest_posts(account: WeiboAccount) -> list[Post]:
    """A few of an account's posts, newest first."""
    return list(with_cards(Post.objects.visible().filter(account=account))[:5])


def campaign_posts(posts: QuerySet[Post], campaign_id: int) -> list[Post]:
    """Posts of a campaign in the order of their time."""
    rows = with_cards(posts.filter(campaign=campaign_id).exclude(state=PostState.CANCELLED))
    wanted = Coalesce("due_at", "campaign_place__wanted_at")
    return list(rows.select_related("campaign_place").order_by(wanted.asc(nulls_last=True), "pk")[:50])


def imports_of(user: User, *, everybody: bool) -> QuerySet[PostImport]:
    """Recent imports: one's own, or everybody's."""
    rows = PostImport.objects.select_related("job").order_by("-pk")
    return rows if everybody else rows.filter(job__created_by_id=user.pk)
