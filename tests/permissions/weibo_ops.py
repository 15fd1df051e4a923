"""Pages of the whole: workbench, search, jobs, settings."""

from core.models import Job, Notice
from tests.conftest import AT
from tests.permissions.cast import World, maker
from tests.permissions.rows import DONE, EVERYONE, IN, MEMBERS, TAKEN, Answers, Row, doors

anyone: Answers = {**dict.fromkeys(EVERYONE, DONE), "anonymous": IN}
inside = doors(f"{MEMBERS} colleague")
admin = doors("administrator", elsewhere=403)
own_job = doors("editor administrator", elsewhere=404, stranger=404, no=404)


@maker
def a_job(world: World) -> None:
    """An import of the editor's."""
    editor = world.people["editor"]
    job = Job.objects.create(
        kind="library", title="导入", created_by_id=editor.pk, created_by_name="editor", created_at=AT
    )
    world.objects["job"] = job.pk


@maker
def a_notice(world: World) -> None:
    """Something the editor was told."""
    editor = world.people["editor"]
    notice = Notice.objects.create(user_id=editor.pk, key="test", text="通知", created_at=AT)
    world.objects["notice"] = notice.pk


own_notice = doors("editor", ok=(302,), elsewhere=404, no=404)

ROWS = (
    Row("notices", inside),
    Row("notice_open", own_notice, ("notice",)),
    Row("notices_read", doors(f"{MEMBERS} colleague", ok=DONE), method="POST"),
    Row("workbench", inside),
    Row("scope", inside),
    Row("search", inside, query="?q=a"),
    Row("jobs", inside),
    Row("job", own_job, ("job",)),
    Row("job_refusals", own_job, ("job",)),
    Row("job_cancel", doors("editor administrator", ok=TAKEN, elsewhere=404, stranger=404, no=404), ("job",), "POST"),
    Row("language", anyone, method="POST", data={"language": "zh-hans"}),
    Row("settings", admin),
    Row("doctor", admin),
    Row("settings_test", doors("administrator", ok=(*TAKEN, 404), elsewhere=403), ("nonsense",), "POST"),
)
