"""What the app of an account may do: answers that Weibo gave, to questions or to real sends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import Channel, WeiboAccount
from weibo.sentences import sentence_for

CAPABILITY_LABELS = (
    ("limits", _("查询调用额度")),
    ("own_posts", _("读取本账号微博")),
    ("comments", _("读取收到的评论")),
    ("mentions", _("读取提到本账号的微博")),
    ("reposts", _("读取转发")),
    ("commercial", _("商业数据接口")),
    ("search", _("搜索全站微博")),
    ("publish", _("发布微博")),
    ("picture", _("带一张图片")),
    ("pictures", _("带多张图片")),
    ("topics", _("带话题")),
    ("without_link", _("不带链接发布")),
    ("video", _("带视频")),
    ("long_text", _("长微博")),
    ("repost", _("转发微博")),
    ("comments_write", _("发表评论和回复")),
)


class KnownFrom(models.TextChoices):
    """How an answer came about."""

    PROBED = "probed", _("查询得知")
    LEARNT = "learnt", _("从真实发送得知")


class Capability(models.Model):
    """What one of our apps may do for this account: asked for (peers.md 4.6), or learnt when something was sent."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="capabilities")
    app = models.CharField(max_length=12, default=Channel.SHARE)  # the app that was asked: share or commercial
    name = models.CharField(max_length=40)
    allowed = models.BooleanField()
    detail = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=8, choices=KnownFrom, default=KnownFrom.PROBED)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["account", "app", "name"], name="accounts_capability_unique")]

    @property
    def label(self) -> str:
        """What was asked for."""
        return str(dict(CAPABILITY_LABELS).get(self.name, self.name))

    @property
    def code(self) -> int | None:
        """Weibo's code for a no, kept in `detail`."""
        return int(self.detail) if self.detail.isascii() and self.detail.isdigit() else None

    @property
    def sentence(self) -> str:
        """Weibo's reason for a no."""
        return sentence_for(self.code)[0]
