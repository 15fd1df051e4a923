"""Who may open the sections of an account's page, and change what stands there."""

from accounts.models import AccountTag, FollowEntry, MatrixLink, Paper, VerificationRequest, WeiboAccount
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

WRITERS = "editor approver administrator"
seen = doors(MEMBERS, stranger=404)
asked = doors("administrator", ok=TAKEN, stranger=404)
writing = doors(WRITERS, stranger=404)
managed = doors("administrator", stranger=404)
managing = doors("administrator", elsewhere=403)


@maker
def sections_of_an_account(world: World) -> None:
    """A declared link."""
    account = WeiboAccount.objects.get(uid="5501000001")
    other = WeiboAccount.objects.get(uid="5501000002")
    world.objects["item"] = "background"
    world.objects |= {"take": "take", "remove": "remove"}
    world.objects["tag"] = AccountTag.objects.create(account=account, word="保温杯", changed_at=AT).pk
    world.objects["paper"] = Paper.objects.create(
        account=account, kind="licence", file="papers/none.pdf", mime="application/pdf", size=1, uploaded_at=AT
    ).pk
    world.objects["approve"] = "approve"
    world.objects["asked"] = VerificationRequest.objects.create(
        account=account, holder="小梁", reason="设计师", asked_at=AT
    ).pk
    world.objects["keep"] = "keep"
    world.objects["follow"] = FollowEntry.objects.create(
        account=account, screen_name="朋友", sort="ally", created_at=AT
    ).pk
    world.objects["link"] = MatrixLink.objects.create(account=account, target=other, declared_at=AT).pk


def written(url: str, *more: str, may: str = WRITERS, **data: object) -> Row:
    """Something that is sent to an account's section."""
    return Row(url, doors(may, ok=TAKEN, stranger=404), ("account", *more), "POST", data=data)


ROWS = (
    Row("accounts:account_profile", seen, ("account",)),
    written("accounts:profile_read"),
    written("accounts:profile_tick", "item"),
    written("accounts:profile_untick", "item"),
    written("accounts:link_declare", account="{other_account}"),
    written("accounts:link_check", "link", seen="1"),
    written("accounts:link_drop", "link"),
    Row("accounts:account_timeline", seen, ("account",)),
    Row("accounts:account_tags", seen, ("account",)),
    Row("accounts:tag_add", doors(WRITERS, ok=TAKEN, stranger=404), ("account", "take"), "POST", data={"word": "茶"}),
    Row("accounts:tag_move", doors(WRITERS, ok=TAKEN, stranger=404), ("account", "tag", "remove"), "POST"),
    written("accounts:tag_on_weibo", "tag", there="1"),
    Row("accounts:profile_evidence", doors(MEMBERS, ok=(404,), stranger=404), ("account", "item")),
    Row("accounts:account_papers", managed, ("account",)),
    Row("accounts:paper_file", doors("administrator", ok=(404,), stranger=404), ("account", "paper")),
    written("accounts:paper_upload", may="administrator"),
    written("accounts:paper_change", "paper", may="administrator"),
    Row("accounts:account_verification", seen, ("account",)),
    written("accounts:verification_ask", holder="某人", reason="需要"),
    Row("accounts:verification_decide", asked, ("account", "asked", "approve"), "POST", data={"reason": "好"}),
    written("accounts:account_second", may="administrator", nobody="1"),
    Row("accounts:account_follows", seen, ("account",)),
    Row("accounts:follow_export", seen, ("account",)),
    Row("accounts:follow_clean", seen, ("account",)),
    Row("accounts:follow_new", writing, ("account",)),
    written("accounts:follow_new", screen_name="新朋友", sort="ally"),
    Row("accounts:follow_edit", writing, ("account", "follow")),
    written("accounts:follow_edit", "follow", screen_name="朋友", sort="ally"),
    Row("accounts:follow_move", doors(WRITERS, ok=TAKEN, stranger=404), ("account", "follow", "keep"), "POST"),
    Row("accounts:follow_import", writing, ("account",)),
    written("accounts:follow_import", text="昵称,类别\n甲,伙伴"),
    written("accounts:follow_rules", inactive_days="90", review_days="180"),
    Row("accounts:profile_items", managing),
    Row("accounts:profile_item", managing, ("item",)),
    Row("accounts:profile_item", doors("administrator", ok=TAKEN, elsewhere=403), ("item",), "POST"),
)
