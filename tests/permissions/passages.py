"""Who may speak about passages, see versions, and review one post after the other."""

from content.models import Post
from content.services import PassageInput, mark_passage
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.content import OTHERS, WRITERS, anywhere, reviewing, sent
from tests.permissions.rows import DONE, MEMBERS, Row, doors


@maker
def add_passage(world: World) -> None:
    """The approver said something about a passage of the post that waits."""
    post = Post.objects.get(pk=int(str(world.objects["post"])))
    passage = PassageInput(post.version_id or 0, "什么茶？", sentence=0)
    thread = mark_passage(post=post, passage=passage, by=world.people["approver"], at=AT)
    world.objects |= {"passage": thread.pk, "passage_comment": thread.comments.all()[0].pk}


ROWS = (
    Row("content:versions", doors(MEMBERS), ("post",)),
    Row("content:review", {**doors(WRITERS), "customer_editor": 302, "manager": 302}, ("post",)),
    Row("content:review_next", {**reviewing, **dict.fromkeys(f"{WRITERS} colleague".split(), DONE)}),
    anywhere("content:review_undo"),
    sent("content:passage_add", "post", stranger=403, version="{version}", sentence="0", text="哪一种茶"),
    sent(
        "content:passage_add",
        "post",
        stranger=403,
        may=OTHERS,
        version="{version}",
        sentence="0",
        text="改",
        then="changes",
    ),
    sent("content:passage_answer", "passage", stranger=403, text="绿茶"),
    sent("content:passage_resolve", "passage", stranger=403),
    sent("content:passage_withdraw", "passage_comment", stranger=403, may="approver"),
)
