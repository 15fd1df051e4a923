"""The profile checklist as it is shipped (A3); the team edits it in the browser."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PERSONAL = ("leader", "employee", "expert")
NOT_PERSONAL = dict.fromkeys(PERSONAL, 0)

# code, name, fact, least, weight, weights by kind, advice
ITEMS = [
    ("avatar", "头像", "avatar", 1, 10, {}, "企业账号用标志，个人账号用本人照片；缩到 50 像素仍能认出。"),
    ("nickname", "昵称", "nickname", 1, 8, {}, "突出企业名或行业，便于搜索，与矩阵里其他账号一致。"),
    ("domain", "个性域名", "domain", 1, 6, {"employee": 2, "fan_club": 2}, "与官网或品牌拼写一致，印在名片和包装上。"),
    ("background", "背景与模板", "", 1, 6, {"employee": 2}, "自定义背景与品牌视觉一致。"),
    ("tags", "标签", "tags", 5, 8, {}, "至少 5 个：个性、高频搜索词、行业属性、企业特点。"),
    ("introduction", "简介", "introduction", 1, 10, {}, "一句话说清对谁、做什么、有什么不同。"),
    ("verified", "官方认证", "verified", 1, 14, {"employee": 0, "fan_club": 6}, "认证说明与企业全称一致。普通员工不随意认证。"),
    ("links", "矩阵互链", "links", 1, 8, {}, "页面上链接到矩阵里应当互链的其他账号。"),
    ("announcement", "公告", "", 1, 5, {"employee": 0, "expert": 0}, "近期活动或服务时间，过期的及时撤下。"),
    ("friend_links", "友情链接", "", 1, 4, NOT_PERSONAL, "官网、商城、伙伴，逐个点开能访问。"),
    ("service_entry", "客服入口", "", 1, 8, {"customer_service": 14, **NOT_PERSONAL}, "页面上一眼能找到客服账号、电话或私信入口。"),
    ("focus_pictures", "焦点图", "", 1, 7, NOT_PERSONAL, "3 至 4 张轮播：品牌、产品、活动，引导逐步了解。"),
    ("modules", "页面模块", "", 1, 6, NOT_PERSONAL, "选好并排好企业微博的模块，没有空模块。"),
]  # fmt: skip


def add_items(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the items in their order."""
    model = apps.get_model("accounts", "ProfileItem")
    model.objects.bulk_create(
        model(code=code, name=name, fact=fact, least=least, weight=weight, by_kind=by_kind, advice=advice, position=at)
        for at, (code, name, fact, least, weight, by_kind, advice) in enumerate(ITEMS)
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_profile_papers_tags_follows")]
    operations = [migrations.RunPython(add_items, migrations.RunPython.noop)]
