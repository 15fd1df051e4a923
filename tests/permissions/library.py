"""Who may do things to many posts at once, and keep filters of the library."""

from django.core.files.base import ContentFile

from content.models import BulkAction, BulkChange, PostExport, SavedFilter
from core.jobs import create_job
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.content import anywhere
from tests.permissions.rows import MEMBERS, TAKEN, Row, doors


@maker
def add_library(world: World) -> None:
    """A filter that the editor shares, and a change that he made."""
    editor = world.people["editor"]
    job = create_job(kind="content.export", title="内容库", params={}, by=editor, at=AT)
    made = PostExport(job=job, kind="csv")
    made.file.save("a.csv", ContentFile("正文\n泡茶？\n".encode()))
    world.objects |= {
        "export": made.pk,
        "saved": SavedFilter.objects.create(owner=editor, name="待发", is_shared=True, created_at=AT).pk,
        "bulk_change": BulkChange.objects.create(by=editor, at=AT, action=BulkAction.CATEGORY, before={}, after={}).pk,
    }


OWN = doors("editor", no=404)
ALL = f"{MEMBERS} colleague"
ROWS = (
    Row("content:export_page", OWN, ("export",)),
    Row("content:export_file", OWN, ("export",)),
    Row("content:export_cancel", doors("editor", ok=TAKEN, no=404), ("export",), "POST"),
    anywhere("content:bulk", do="restore", post="{post}"),
    Row("content:bulk_export", doors(ALL), method="POST"),
    Row("content:bulk_undo", doors("editor", ok=TAKEN, no=404), ("bulk_change",), "POST"),
    Row("content:filter_save", doors(ALL, ok=TAKEN), method="POST", data={"name": "草稿"}),
    Row("content:filter_remove", doors("editor", ok=TAKEN, elsewhere=403), ("saved",), "POST"),
    Row("content:filter_opening", doors(ALL, ok=TAKEN), method="POST", data={"saved": "{saved}"}),
)
