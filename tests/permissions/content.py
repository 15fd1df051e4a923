"""Who may open the pages of the content library."""

import io

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import WeiboAccount
from content.models import Category, Media, Post, PostImport, WordList, WordListTerm
from content.services import DraftInput, IdeaInput, create_idea, save_draft, submit_for_review
from core.jobs import create_job
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors

WRITERS = "editor approver administrator"
OTHERS = "approver administrator"
"""Reviewers who did not write the post."""


@maker
def add_content(world: World) -> None:
    """A post of the account in review, an idea, a picture, a word, an import of the editor."""
    editor = world.people["editor"]
    account = WeiboAccount.objects.get(nickname="山岚家居")
    category = Category.objects.get(slug="knowledge")
    media = Media.objects.create(
        sha256="a" * 64, mime="image/png", width=1, height=1, size=1, uploaded_by=editor, created_at=AT
    )
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    media.file.save("p.png", ContentFile(out.getvalue()), save=False)
    media.thumbnail.save("s.png", ContentFile(out.getvalue()))
    draft = DraftInput(account, category, "泡一杯茶？", media_ids=(media.pk,))
    post = submit_for_review(post=save_draft(draft=draft, by=editor, at=AT), by=editor, at=AT)
    job = create_job(kind="content.import", title="x", params={"confirmed": True}, by=editor, at=AT)
    term = WordListTerm.objects.first()
    post_import = PostImport(job=job, original_name="a.csv")
    post_import.file.save("a.csv", ContentFile("正文\n泡茶？\n".encode()))
    world.objects |= {
        "post": post.pk,
        "version": Post.objects.get(pk=post.pk).version_id or 0,
        "media": media.pk,
        "idea": create_idea(idea=IdeaInput("选题"), by=editor, at=AT).pk,
        "word_list": WordList.objects.values_list("pk", flat=True)[0],
        "term": term.pk if term else 0,
        "post_import": post_import.pk,
    }


looking = doors(f"{MEMBERS} colleague")
writing = doors(f"{WRITERS} colleague", elsewhere=200)
reviewing = doors(f"{WRITERS} colleague")


def sent(url: str, *args: str, may: str = WRITERS, stranger: int = 404, elsewhere: int = 404, **data: object) -> Row:
    """A row for something that is sent; errors in what was sent come after the door."""
    return Row(url, doors(may, ok=TAKEN, stranger=stranger, elsewhere=elsewhere), args, "POST", data=data)


def anywhere(url: str, *args: str, **data: object) -> Row:
    """Sent by whoever may write for any account."""
    return sent(url, *args, may=f"{WRITERS} colleague", stranger=403, elsewhere=403, **data)


IMPORTERS = doors(WRITERS)

ROWS = (
    Row("content:library", looking),
    Row("content:library_export", looking),
    Row("content:quotas", looking),
    Row("content:words", looking),
    Row("content:post", doors(MEMBERS), ("post",)),
    Row("content:post_edit", doors(WRITERS), ("post",)),
    Row("content:account_panel", doors(MEMBERS), ("account",)),
    Row("content:campaign_panel", looking, ("campaign",)),
    Row("content:campaign_draft", doors("", ok=TAKEN, stranger=404, elsewhere=404, no=404), ("campaign",), "POST"),
    sent("content:submit", "post", stranger=403),
    sent("content:by_hand", "post", stranger=403),
    sent("content:cancel", "post", stranger=403),
    sent("content:reopen", "post", stranger=403),
    sent("content:approve", "post", may=OTHERS, stranger=403, version="{version}"),
    sent("content:request_changes", "post", may=OTHERS, stranger=403, version="{version}", comment="改"),
    Row("content:compose", writing),
    anywhere("content:compose", action="save"),
    Row("content:pane", doors(WRITERS), ("account",)),
    sent("content:check", stranger=403, check="{account}"),
    anywhere("content:media_upload"),
    Row("content:media", doors(f"{MEMBERS} colleague"), ("media",)),
    Row("content:thumbnail", doors(f"{MEMBERS} colleague"), ("media",)),
    Row("content:reviews", reviewing),
    anywhere("content:approve_selected"),
    Row("content:ideas", writing),
    anywhere("content:idea_new", title="新选题"),
    anywhere("content:idea_drop", "idea"),
    Row("content:quota_preset", doors(WRITERS, elsewhere=403)),
    sent("content:quota_preset", stranger=403, elsewhere=403, promotional_percent="10", inviting_percent="50"),
    Row("content:quota_edit", doors(WRITERS), ("account",)),
    sent("content:quota_edit", "account", stranger=403, promotional_percent="10", inviting_percent="50"),
    sent("content:quota_clear", "account", stranger=403),
    sent("content:list_set", "word_list", stranger=403, elsewhere=403, level="error"),
    sent("content:term_add", "word_list", stranger=403, elsewhere=403, word="词"),
    sent("content:term_remove", "term", stranger=403, elsewhere=403),
    Row("content:import", writing),
    anywhere("content:import"),
    Row("content:import_page", IMPORTERS, ("post_import",)),
    sent("content:import_confirm", "post_import", stranger=403),
    sent("content:import_accept", "post_import", stranger=403),
    sent("content:import_drop", "post_import", stranger=403),
    sent("content:import_cancel", "post_import", stranger=403),
    sent("content:import_undo", "post_import", stranger=403),
    Row("content:import_refusals", IMPORTERS, ("post_import",)),
)
