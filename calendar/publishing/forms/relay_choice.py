"""A11: which accounts take part in a relay: chosen one by one, typed, or a whole group; the first one publishes."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.access import groups_below
from accounts.forms.picker import TYPED, Picker
from accounts.models import AccountState, WeiboAccount
from accounts.queries.groups import Branch, tree
from accounts.queries.picker import meant
from accounts.roles import Can
from publishing.services import STEPS_AT_MOST


@dataclass
class RelayChoice:
    """What the first page of a new relay shows. `chosen` is in the order in which it was chosen, the first before all;
    `problems` are sentences for the person, none when all that was sent could be understood."""

    chosen: list[WeiboAccount]
    candidates: list[WeiboAccount] = field(default_factory=list)
    typed: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Enough to write."""
        return len(self.chosen) >= 2 and not self.problems

    @property
    def picker(self) -> Picker:
        """The account picker with what is chosen."""
        return Picker(
            name="account",
            can=Can.WRITE,
            element_id="relay-account",
            label=_("查找账号"),
            multiple=True,
            chosen=self.chosen,
            candidates=self.candidates,
            typed=self.typed,
        )

    def add_typed(self, found: list[WeiboAccount]) -> None:
        """What the typed words mean joins the list; when that is not one account, the person is asked."""
        if len(found) == 1:
            self.chosen += [account for account in found if account not in self.chosen]
            self.typed = ""
            return
        self.candidates = [account for account in found if account not in self.chosen]
        sentence = _("有不止一个账号符合“%(words)s”，请选择。") if found else _("没有名为“%(words)s”的账号。")
        self.problems.append(sentence % {"words": self.typed})

    def add_group(self, accounts: "QuerySet[WeiboAccount]", group: int) -> None:
        """A whole group with all below it joins the list, unless the relay would become too long."""
        used = accounts.exclude(state=AccountState.RETIRED).filter(group_id__in=groups_below(group))
        more = used.exclude(pk__in=[account.pk for account in self.chosen])
        count = more.count()
        if len(self.chosen) + count > STEPS_AT_MOST:
            sentence = _("一个联动最多 %(most)d 个账号，加上这个分组会有 %(n)d 个，没有加入。")
            self.problems.append(sentence % {"most": STEPS_AT_MOST, "n": len(self.chosen) + count})
            return
        self.chosen += more.order_by("group__position", "group__name", "nickname")

    def cut(self) -> None:
        """No more than a relay can hold, and the person is told."""
        over = len(self.chosen) - STEPS_AT_MOST
        if over > 0:
            del self.chosen[STEPS_AT_MOST:]
            sentence = _("一个联动最多 %(most)d 个账号，后选的 %(n)d 个没有加入。")
            self.problems.append(sentence % {"most": STEPS_AT_MOST, "n": over})


def relay_choice(query: QueryDict, accounts: "QuerySet[WeiboAccount]", *, others: list[int]) -> RelayChoice:
    """What was sent, of `accounts`; `others` are taken when nothing was. A constant number of queries."""
    first = _numbers([query.get("first", "")])
    ticked = _numbers(query.getlist("account"))
    typed = query.get("account" + TYPED, "").replace("\x00", "").strip()[:60]
    group = _numbers([query.get("group", "")])
    wanted = first + ticked or ([] if typed or group else others)
    known = accounts.in_bulk(dict.fromkeys(wanted))
    choice = RelayChoice([known[pk] for pk in dict.fromkeys(wanted) if pk in known], typed=typed)
    if typed:
        choice.add_typed(meant(accounts, typed))
    if group:
        choice.add_group(accounts, group[0])
    choice.cut()
    if "next" in query and len(choice.chosen) < 2 and not choice.problems:
        choice.problems.append(_("至少选两个账号。"))
    return choice


def groups_to_choose(accounts: "QuerySet[WeiboAccount]") -> list[Branch]:
    """The groups with accounts in use, parents before children."""
    return [branch for branch in tree(accounts) if branch.count]


def _numbers(raw: list[str]) -> list[int]:
    return [int(part) for part in raw if part.isascii() and part.isdigit() and len(part) < 19]
