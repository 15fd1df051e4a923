"""Who may open the pages of word lists, and let findings pass."""

from django.core.files.base import ContentFile

from content.models import WordList, WordListUpload, WordListVersion
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.content import sent
from tests.permissions.rows import MEMBERS, Row, doors

EDITORS = doors("editor approver administrator", stranger=403, elsewhere=403)
LOOKING = doors(f"{MEMBERS} colleague")


@maker
def add_lists(world: World) -> None:
    """A file that waits for a decision, and a former version."""
    row = WordList.objects.order_by("pk")[0]
    upload = WordListUpload(list=row, original_name="a.txt", created_at=AT)
    upload.file.save("a.txt", ContentFile("词\n不烫手\n".encode()))
    version = WordListVersion.objects.create(list=row, number=90, terms=[], count=0, replaced_at=AT)
    world.objects |= {"upload": upload.pk, "list_version": version.pk}


def editing(url: str, *args: str) -> Row:
    """Sent by whoever may review for every account."""
    return sent(url, *args, stranger=403, elsewhere=403)


ROWS: tuple[Row, ...] = (
    sent("content:finding_override", "post", stranger=403, version="{version}", key="never_says:x", reason="有证书"),
    Row("content:word_list", LOOKING, ("word_list",)),
    Row("content:list_new", EDITORS),
    Row("content:list_export", EDITORS, ("word_list",)),
    Row("content:words_preview", EDITORS, ("upload",)),
    sent("content:words_try", may=f"{MEMBERS} colleague", stranger=403, text="最好用"),
    editing("content:list_new"),
    editing("content:term_back", "word_list"),
    editing("content:words_upload", "word_list"),
    editing("content:preset_renew", "word_list"),
    editing("content:words_apply", "upload"),
    editing("content:version_restore", "list_version"),
)
