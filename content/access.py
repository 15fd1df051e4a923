"""Doors of the content library: the only way from a URL to a post, an idea, a picture, an import."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Person, accounts_for, require, require_somewhere, rights_of
from accounts.models import Channel, User
from accounts.roles import Can
from content.lint import Override
from content.models import (
    LOCKED_STATES,
    BulkChange,
    Category,
    Idea,
    LinkPreset,
    Media,
    OutsideAsk,
    PassageComment,
    PassageThread,
    Post,
    PostExport,
    PostImport,
    PostVersion,
    ReviewDeputy,
    ReviewStep,
    RiskRule,
    SavedFilter,
    Series,
    UserStory,
    VersionMedia,
    WordList,
    WordListTerm,
    WordListUpload,
    WordListVersion,
)
from content.models.posts import PostQuerySet
from core.errors import Forbidden, NotFound, existing


def posts_for(user: Person, can: Can = Can.VIEW) -> PostQuerySet:
    """Visible posts of the accounts for which a person may do `can`."""
    posts = Post.objects.visible()
    ids = rights_of(user).account_ids(can)
    return posts if ids is None else posts.filter(account_id__in=ids)


def post_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Post:
    """One post behind its door. Raises `NotFound` for strangers, `Forbidden` for colleagues without the right."""
    rows = Post.objects.visible().select_related("account", "category", "author", "version", "campaign", "idea")
    post = rows.filter(pk=pk).first()
    rights = rights_of(user)
    if post is None or not (rights.may(Can.VIEW, post.account_id) or rights.may(to, post.account_id)):
        raise NotFound(_("没有找到这条内容。"))
    require(user, to, post.account_id)
    return post


def may_say(user: Person, post: Post) -> bool:
    """Whether this person may say something about passages of a post: whoever writes or reviews for its account."""
    may = rights_of(user).may
    return may(Can.WRITE, post.account_id) or may(Can.REVIEW, post.account_id)


def passages_door(user: Person, pk: int) -> Post:
    """A post about whose passages this person may speak. Raises `NotFound`, or `Forbidden` for who only looks."""
    post = post_for(user, pk)
    if not may_say(user, post):
        raise Forbidden(_("只有能写或能审核这个账号内容的人才能提意见。"), code="content.may_not_say")
    return post


def passage_for(user: Person, pk: int) -> PassageThread:
    """A thread behind the door of its post."""
    rows = PassageThread.objects.select_related("post__account").filter(pk=pk, post__in=posts_for(user))
    thread = existing(rows.first(), _("没有找到这处意见。"))
    passages_door(user, thread.post_id)
    return thread


def comment_for(user: Person, pk: int) -> PassageComment:
    """Something said in a thread; the service says whether this person may take it back."""
    rows = PassageComment.objects.select_related("thread__post__account").filter(pk=pk)
    comment = existing(rows.filter(thread__post__in=posts_for(user)).first(), _("没有找到这条意见。"))
    passages_door(user, comment.thread.post_id)
    return comment


def idea_for(user: Person, pk: int) -> Idea:
    """One idea; ideas belong to the team, so whoever may write for any account may use them."""
    require_somewhere(user, Can.WRITE)
    return existing(Idea.objects.filter(pk=pk).first(), _("没有找到这个选题。"))


def series_for(user: Person, pk: int, *, to: Can = Can.VIEW) -> Series:
    """One series of an account that this person may see."""
    row = Series.objects.select_related("account", "category", "owner").filter(pk=pk).first()
    if row is None or not rights_of(user).may(Can.VIEW, row.account_id):
        raise NotFound(_("没有找到这个系列。"))
    require(user, to, row.account_id)
    return row


def story_for(user: Person, pk: int) -> UserStory:
    """One user story; like ideas, they belong to the team."""
    require_somewhere(user, Can.WRITE)
    return existing(UserStory.objects.filter(pk=pk).first(), _("没有找到这个故事。"))


def media_seen_by(user: Person) -> QuerySet[Media]:
    """Writers share one library of pictures, everybody else sees those in posts he may see."""
    rows = Media.objects.all()
    if rights_of(user).may_somewhere(Can.WRITE):
        return rows
    seen = PostVersion.objects.filter(post__account__in=accounts_for(user, Can.VIEW), post__is_visible=True)
    return rows.filter(pk__in=VersionMedia.objects.filter(version__in=seen).values("media"))


def media_for(user: Person, pk: int) -> Media:
    """One picture that this person may see."""
    return existing(media_seen_by(user).filter(pk=pk).first(), _("没有找到这张图片。"))


def import_for(user: Person, pk: int) -> PostImport:
    """An import started by this person; whoever may write for the whole matrix sees all."""
    require_somewhere(user, Can.WRITE)
    found = PostImport.objects.select_related("job", "account", "category").filter(pk=pk).first()
    own = isinstance(user, User) and found is not None and found.job.created_by_id == user.pk
    if found is None or not (own or rights_of(user).may(Can.WRITE)):
        raise NotFound(_("没有找到这次导入。"))
    return found


def export_for(user: User, pk: int) -> PostExport:
    """A file of the library, for the person who asked for it: it holds what that person may see."""
    rows = PostExport.objects.select_related("job").filter(job__created_by_id=user.pk)
    return existing(rows.filter(pk=pk).first(), _("没有找到这次导出。"))


def bulk_change_for(user: User, pk: int) -> BulkChange:
    """A change of several rows, for the person who made it."""
    return existing(BulkChange.objects.filter(pk=pk, by=user).first(), _("没有找到这次修改。"))


def filter_for(user: User, pk: int) -> SavedFilter:
    """A saved filter: one's own, or one that is shared."""
    rows = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True))
    return existing(rows.filter(pk=pk).first(), _("没有找到这个筛选。"))


def list_for(user: Person, pk: int, *, to: Can = Can.REVIEW) -> WordList:
    """A word list; lists count for every account: whoever sees anything may read them, `to` change them needs more."""
    if to == Can.VIEW:
        require_somewhere(user, to)
    else:
        require(user, to)
    return existing(WordList.objects.filter(pk=pk).first(), _("没有找到这份词表。"))


def category_for(user: Person, pk: int) -> Category:
    """A category; categories count for every account."""
    require(user, Can.SCHEDULE)
    return existing(Category.objects.filter(pk=pk).first(), _("没有找到这个分类。"))


def link_preset_for(user: Person, pk: int) -> LinkPreset:
    """A preset for marked links; presets count for every account."""
    require(user, Can.REVIEW)
    return existing(LinkPreset.objects.filter(pk=pk).first(), _("没有找到这组链接参数。"))


def term_for(user: Person, pk: int) -> WordListTerm:
    """A word of a list."""
    require(user, Can.REVIEW)
    return existing(WordListTerm.objects.select_related("list").filter(pk=pk).first(), _("没有找到这个词。"))


def upload_for(user: Person, pk: int) -> WordListUpload:
    """A file that somebody sent for a list."""
    require(user, Can.REVIEW)
    return existing(WordListUpload.objects.select_related("list").filter(pk=pk).first(), _("没有找到这个文件。"))


def version_for(user: Person, pk: int) -> WordListVersion:
    """A former version of a list."""
    require(user, Can.REVIEW)
    return existing(WordListVersion.objects.select_related("list").filter(pk=pk).first(), _("没有找到这个版本。"))


def step_for(user: Person, pk: int) -> ReviewStep:
    """A step of review; steps count for the whole company."""
    require(user, Can.MANAGE_SETTINGS)
    return existing(ReviewStep.objects.filter(pk=pk).first(), _("没有找到这个审核步骤。"))


def risk_for(user: Person, pk: int) -> RiskRule:
    """A risk that asks for a further step."""
    require(user, Can.MANAGE_SETTINGS)
    return existing(RiskRule.objects.filter(pk=pk).first(), _("没有找到这条风险规则。"))


def deputy_for(user: Person, pk: int) -> ReviewDeputy:
    """Who stands in for whom; reviewers see it all, the service says who may end it."""
    require_somewhere(user, Can.REVIEW)
    return existing(ReviewDeputy.objects.filter(pk=pk).first(), _("没有找到这次代理。"))


def may_ask_outside(user: Person, post: Post) -> bool:
    """Whether this person may ask somebody outside about a post: whoever may submit or review it (K5)."""
    rights = rights_of(user)
    return rights.may(Can.WRITE, post.account_id) or rights.may(Can.REVIEW, post.account_id)


def require_asking(user: Person, post: Post) -> None:
    """Raises `Forbidden` for whoever may neither submit nor review it."""
    if not may_ask_outside(user, post):
        raise Forbidden(_("能提交或审核这条内容的人才能请外部审核。"), code="forbidden.outside")


def asked_post_for(user: Person, pk: int) -> Post:
    """One post that this person may ask somebody outside about."""
    post = post_for(user, pk)
    require_asking(user, post)
    return post


def outside_ask_for(user: Person, pk: int) -> OutsideAsk:
    """One question to somebody outside, for whoever may ask about its post."""
    ask = existing(OutsideAsk.objects.select_related("post").filter(pk=pk).first(), _("没有找到这次询问。"))
    ask.post = asked_post_for(user, ask.post_id)
    return ask


def may_hand_over(user: Person, post: Post) -> bool:
    """Whether this person may decide that a post goes by hand or by its app now (K6)."""
    decides = rights_of(user).may(Can.SCHEDULE, post.account_id) and post.account.channel != Channel.HAND_OVER
    return decides and not post.is_repost and post.state not in LOCKED_STATES


def may_waive(user: Person, post: Post) -> tuple[str, ...]:
    """Which findings this person may let pass, by what they ask for (`lint.Override`); none of what is on its way."""
    may = rights_of(user).may
    if post.state in LOCKED_STATES or not may(Can.REVIEW, post.account_id):
        return ()
    return (Override.REVIEWERS, Override.CHIEFS) if may(Can.REVIEW) else (Override.REVIEWERS,)
