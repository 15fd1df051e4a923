"""What is shipped as data and edited in the browser: categories (C1, C2), the preset quota plan (C1), word lists (C13)."""

from decimal import Decimal

from django.db import migrations
from django.utils import timezone

# slug, name, colour, promotional, minutes late, preset, percent
CATEGORIES = [
    ("timely", "时效性", 1, False, 30, "weekly", "25"),
    ("knowledge", "知识性", 2, False, 180, "weekly", "45"),
    ("fun", "趣味性", 3, False, 120, "weekly", "20"),
    ("campaign", "活动", 4, True, 60, "weekly", "5"),
    ("professional", "专业", 2, False, 120, "columns", None),
    ("forward", "前瞻", 5, False, 120, "columns", None),
    ("inclusive", "包容", 6, False, 120, "columns", None),
    ("responsible", "责任", 7, False, 120, "columns", None),
    ("rich", "丰富", 3, False, 120, "columns", None),
    ("big-picture", "大局", 8, False, 120, "columns", None),
    ("notice", "业务公告", 1, False, 30, "columns", None),
    ("information", "资讯", 1, False, 30, "talk", None),
    ("lesson", "知识", 2, False, 180, "talk", None),
    ("interaction", "互动", 5, False, 120, "talk", None),
    ("joke", "段子", 3, False, 120, "talk", None),
]

SUPERLATIVES = {
    "最好用": "很好用",
    "最好喝": "很好喝",
    "最好的": "很好的",
    "最佳": "更合适的",
    "最优": "更优",
    "最优惠": "很优惠",
    "最便宜": "价格实惠",
    "最低价": "优惠价",
    "全网最低": "近期优惠价",
    "最先进": "先进",
    "最专业": "专业",
    "最安全": "符合安全标准",
    "最高级": "高级",
    "最高端": "高端",
    "最受欢迎": "很受欢迎",
    "最畅销": "畅销",
    "最大规模": "规模较大",
    "最耐用": "耐用",
    "最保温": "保温时间长",
    "最轻": "更轻",
    "史上最": "",
    "第一品牌": "深受信赖的品牌",
    "全国第一": "",
    "全球第一": "",
    "行业第一": "行业内领先",
    "销量第一": "热销",
    "排名第一": "",
    "NO.1": "",
    "TOP1": "",
    "国家级": "",
    "世界级": "",
    "顶级": "高品质",
    "顶尖": "优秀",
    "极品": "精品",
    "独一无二": "有特色",
    "绝无仅有": "少见",
    "史无前例": "",
    "空前绝后": "",
    "全国唯一": "",
    "全球唯一": "",
    "万能": "多用途",
    "百分之百": "",
    "100%有效": "",
    "绝对安全": "经检测合格",
    "永不生锈": "不易生锈",
    "永久保温": "长效保温",
    "领导品牌": "知名品牌",
    "首选品牌": "值得考虑的品牌",
    "王牌": "主打",
}
ALLOWED = [
    "最近", "最后", "最终", "最初", "最多", "最少", "最迟", "最晚", "最早", "最长", "最短", "最爱", "最喜欢", "最想",
    "最好的朋友", "最好的自己", "最好的时光", "最好的我们", "最好的安排", "最好的年纪", "最佳赏味期", "最佳拍档",
    "最轻松", "最轻柔", "第一次", "第一天", "第一口", "第一杯", "第一步", "第一时间", "第一场", "第一批", "今天", "万能青年",
]  # fmt: skip
SENSITIVE = {
    "包治百病": "",
    "根治": "缓解",
    "无副作用": "",
    "祖传秘方": "",
    "稳赚不赔": "",
    "保本保息": "",
    "国家领导人专用": "",
    "人民大会堂专用": "",
    "特供": "",
    "国宴专用": "",
}
LISTS = [
    (
        "superlatives", "广告法绝对化用语", "warning", "广告法不允许使用绝对化用语。", "《广告法》第九条，团队整理",
        SUPERLATIVES, ALLOWED,
    ),
    (
        "sensitive", "禁用表述", "error", "这类表述有法律风险，不能发布。", "《广告法》第九、十六、二十五条，团队整理",
        SENSITIVE, [],
    ),
    ("own", "本公司禁用词", "warning", "公司规定不使用。", "由团队填写", {}, []),
    ("competitors", "竞品名称", "warning", "不在自己的微博里提竞品。", "由团队填写", {}, []),
]  # fmt: skip


def fill(apps, schema_editor):
    now = timezone.now()
    _categories_and_plan(apps, now)
    word_list, term = apps.get_model("content", "WordList"), apps.get_model("content", "WordListTerm")
    for slug, name, level, reason, origin, words, allowed in LISTS:
        row = word_list.objects.create(
            slug=slug, name=name, level=level, reason=reason, origin=origin, version="1", updated_at=now
        )
        term.objects.bulk_create(
            [term(list=row, word=word, suggestion=better) for word, better in words.items()]
            + [term(list=row, word=word, is_allowed=True) for word in allowed]
        )


def _categories_and_plan(apps, now):
    category, share = apps.get_model("content", "Category"), apps.get_model("content", "QuotaShare")
    plan = apps.get_model("content", "QuotaPlan").objects.create(account=None, updated_at=now)
    for position, (slug, name, colour, promotional, late, preset, percent) in enumerate(CATEGORIES):
        row = category.objects.create(
            slug=slug,
            name=name,
            colour=colour,
            is_promotional=promotional,
            late_minutes=late,
            preset=preset,
            position=position,
            is_active=preset == "weekly",
        )
        if percent is not None:
            share.objects.create(plan=plan, category=row, percent=Decimal(percent))


class Migration(migrations.Migration):
    dependencies = [("content", "0003_likeness_due_times_and_preset_plan")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
