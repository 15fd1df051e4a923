"""What people publish by hand (K6): one due now, one soon, one confirmed by link, one found by itself; and who stays."""

import datetime as dt
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import Robot, RobotKind, RobotTopic, User, WeiboAccount
from accounts.roles import Role
from accounts.secrets import seal
from content.models import Category
from content.services import DraftInput, save_draft, store_picture
from engagement.models import StayRule, StayTask, Thread, ThreadKind, ThreadState
from engagement.services import begin_stay, finish_stay, make_stay_tasks
from publishing.models import HandOver, Publication, Slot
from publishing.services import confirm_hand_over, place_slot, save_duty
from publishing.services.hand_over import ByHand, publish_by_hand
from publishing.services.states import locked_slot
from weibo.text import mid_to_base62, time_of_id
from weibo_ops.demo.control import SandboxControl
from weibo_ops.demo.reviews import approved

NOW = "冬至快到了，我们把三只汤锅各煮了一遍：一只煮羊汤，一只煮饺子，一只只煮水。九宫格里猜猜哪只最先开？ #山岚厨房# [并不简单]"
SOON = "今晚八点直播间见，主厨现场拆一只砂锅给你看：为什么它越用越不裂？ #厨房里的科学#"
CONFIRMED = "萝卜切滚刀块，炖汤不碎；切薄片，三分钟就透。你家爱吃哪一种？ #家常菜#"
FOUND = "铸铁锅第一次开锅，用一块肥猪肉慢慢擦，擦到锅发亮为止。你开锅用的是什么？"
COMMENTS = (
    ("阿柚做饭", "羊汤那只吧，肉多开得慢才对呀", ThreadState.OPEN),
    ("老周的灶台", "切薄片煮火锅，三分钟是真的", ThreadState.ANSWERED),
    ("冬天要喝汤", "请问滚刀块要焯水吗？", ThreadState.OPEN),
)
MINUTE = dt.timedelta(minutes=1)


def write_hands(
    control: SandboxControl, accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime
) -> None:
    """Through the services that people use; what stands on Weibo stands in the sandbox."""
    kitchen, author, chief = accounts["山岚厨房"], people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    save_duty(account=kitchen, person=author, stand_in=chief, by=chief, at=now)
    pictures = tuple(_picture(number, by=author, at=now) for number in range(3))

    def handed(text: str, at: dt.datetime, media: tuple[int, ...]) -> Slot:
        category = Category.objects.get(slug="knowledge")
        draft = DraftInput(account=kitchen, category=category, text=text, media_ids=media, by_hand=True)
        before = min(at, now) - 60 * MINUTE
        post = save_draft(draft=draft, by=author, at=before)
        post = approved(post, by=author, chief=chief, submitted=before)
        slot = place_slot(post=post, scheduled_at=at, by=chief, at=before, reason="示例排期")
        if at <= now:
            Slot.objects.filter(pk=slot.pk).update(handed_over_at=at, state_detail="请人工发布，完成后填写微博链接。")
        return slot

    handed(NOW, now - 4 * MINUTE, pictures)
    handed(SOON, now + 75 * MINUTE, pictures[:2])
    confirmed, found = handed(CONFIRMED, now - 52 * MINUTE, ()), handed(FOUND, now - 178 * MINUTE, ())
    uid = kitchen.uid or ""
    mid = control.post(uid, CONFIRMED, ago=50 * 60)
    HandOver.objects.create(slot=confirmed, due_at=confirmed.scheduled_at, taken_by=author, taken_at=now - 51 * MINUTE)
    confirm_hand_over(
        slot=confirmed, link=f"https://weibo.com/{uid}/{mid_to_base62(mid)}", by=author, at=now - 48 * MINUTE
    )
    mid = control.post(uid, FOUND, ago=175 * 60)
    HandOver.objects.create(slot=found, due_at=found.scheduled_at, found_by_itself=True)
    publish_by_hand(locked_slot(found.pk), ByHand(mid, "timeline", time_of_id(mid)), at=now - 172 * MINUTE)
    _write_stays(author, now=now)
    Robot.objects.create(
        name="厨房值班群", kind=RobotKind.FEISHU, account=kitchen, topics=[RobotTopic.HAND_OVER], is_active=False,
        url_sealed=seal("https://open.feishu.cn/open-apis/bot/v2/hook/sample"), host="open.feishu.cn",
        created_by=chief, created_at=now - dt.timedelta(days=9),
    )  # fmt: skip


def _write_stays(author: User, *, now: dt.datetime) -> None:
    """The author stays with today's posts, whatever the hour the sample is loaded; one is done already."""
    StayRule.objects.filter(account=None, category=None).update(outside="owner")
    make_stay_tasks(now=now)
    done = StayTask.objects.filter(publication__text=FOUND).first()
    if done is not None:
        begin_stay(task=done, by=author, at=now - 170 * MINUTE)
        finish_stay(task=done, by=author, at=now - 110 * MINUTE)
    fresh = Publication.objects.get(text=CONFIRMED)
    for number, (name, text, state) in enumerate(COMMENTS):
        said = now - (30 - 8 * number) * MINUTE
        Thread.objects.create(
            account=fresh.account, publication=fresh, kind=ThreadKind.COMMENT, external_id=f"4900000000000{number:03d}",
            status_id=fresh.weibo_id, author_id=f"66000000{number:02d}", author_name=name, text=text, state=state,
            received_at=said, due_at=said + dt.timedelta(hours=4), created_at=said,
        )  # fmt: skip


def _picture(number: int, *, by: User, at: dt.datetime) -> int:
    """A pot on a table, drawn."""
    image = Image.new("RGB", (900, 900), ((232, 222, 205), (214, 226, 232), (228, 214, 220))[number])
    draw = ImageDraw.Draw(image)
    pot = ((156, 62, 38), (48, 82, 120), (70, 70, 74))[number]
    draw.rectangle((0, 640, 900, 900), fill=(146, 108, 76))
    draw.rounded_rectangle((210, 380, 690, 690), radius=70, fill=pot)
    draw.rounded_rectangle((180, 330, 720, 395), radius=30, fill=tuple(max(0, tone - 26) for tone in pot))
    draw.ellipse((415, 270, 485, 340), fill=pot)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88)
    file = SimpleUploadedFile(f"汤锅{number + 1}.jpg", buffer.getvalue(), content_type="image/jpeg")
    return store_picture(file=file, by=by, at=at).pk
