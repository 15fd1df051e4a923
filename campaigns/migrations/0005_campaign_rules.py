"""Rules of law, platform and house as found; people choose which hold (P2, P3, P5, P6)."""

import datetime as dt
from decimal import Decimal

from django.db import migrations

SAMR = "《规范促销行为暂行规定》（市场监管总局令第 32 号）"
NEWS = "微博活动规则 2022 年 3 月更新，据新闻报道"
OLDER = "较早的微博活动规则与 2025 年一则问答页"
DOCUMENT = "公司微博运营手册"
LAW_ON, NEWS_ON = dt.date(2020, 12, 1), dt.date(2022, 3, 15)

# topic, group, number, text, source, day of the source, certainty, in force, blocks
OUTSIDE = [
    ("prize_highest", "law", 50000, "最高奖不超过 {n} 元。", SAMR, LAW_ON, "notes", True, True),
    ("prize_highest", "platform", 50000, "单个奖品不超过 {n} 元。", NEWS, NEWS_ON, "news", True, True),
    ("prize_highest", "platform", 5000, "单个奖品不超过 {n} 元。", OLDER, None, "weak", False, True),
    ("total_approval", "platform", 50000, "奖品总价超过 {n} 元须先备案并获批复才能开始。", NEWS, NEWS_ON, "news", True, True),
    ("total_approval", "platform", 50000, "奖品总价超过 {n} 元须备案。", OLDER, None, "weak", False, True),
    ("cash", "platform", None, "现金奖品须用平台的现金抽奖。", NEWS, NEWS_ON, "news", True, False),
    ("duration_days", "platform", 30, "活动不超过 {n} 天。", OLDER, None, "weak", True, False),
    ("draw_days", "platform", 20, "结束后 {n} 天内开奖。", OLDER, None, "weak", True, False),
    ("claim_days", "platform", 5, "中奖者有 {n} 天时间确认。", OLDER, None, "weak", True, False),
    ("send_days", "platform", 15, "确认后 {n} 天内寄出奖品。", OLDER, None, "weak", True, False),
    ("joke_prize", "platform", None, "不设恶搞奖品，奖品要真能送到。", OLDER, None, "weak", True, False),
    ("record_years", "law", 2, "活动规则、公告、结果和中奖名单保存 {n} 年（条文待核对）。", SAMR, LAW_ON, "weak", True, False),
]  # fmt: skip

HOUSE = [
    ("share_new_fans", 40, "{n}% 的活动面向新粉丝，其余面向老粉丝。"),
    ("launch_morning_from", 9, "上午从 {n} 点起适合发起。"),
    ("launch_morning_to", 10, "上午到 {n} 点为止适合发起。"),
    ("launch_evening_from", 19, "晚上 {n} 点以后适合发起。"),
    ("rules_length", 800, "活动规则不超过 {n} 字。"),
    ("steps_most", 4, "参与步骤不超过 {n} 步。"),
    ("friends", 10, "要求 @ 好友时预设 {n} 位。"),
    ("remind_days", 3, "开始前 {n} 天还没有备案就提醒负责人。"),
    ("limit_new_fans", 3, "吸引新粉丝的活动难度不超过 {n} 分。"),
    ("limit_keep_fans", 6, "留住老粉丝的活动难度不超过 {n} 分。"),
    ("limit_brand", 4, "品牌传播的活动难度不超过 {n} 分。"),
    ("limit_sales", 5, "带动销售的活动难度不超过 {n} 分。"),
    ("limit_hot_topic", 3, "参与热点的活动难度不超过 {n} 分。"),
    ("weight_repost", 1, "转发计 {n} 分。"),
    ("weight_comment", 1, "评论计 {n} 分。"),
    ("weight_follow", 1, "关注计 {n} 分。"),
    ("weight_topic", 1, "带话题计 {n} 分。"),
    ("weight_answer", 2, "答题计 {n} 分。"),
    ("friends_a_point", 5, "每 @ {n} 位好友计 1 分，不足的也计 1 分。"),
    ("kind_prize_call", 3, "有奖征集要做出作品，另计 {n} 分。"),
    ("kind_prize_quiz", 0, "有奖竞猜另计 {n} 分。"),
    ("kind_prize_survey", 2, "有奖调查要填问卷，另计 {n} 分。"),
    ("kind_vote", 1, "投票另计 {n} 分。"),
    ("kind_coupon", 1, "优惠券要领取，另计 {n} 分。"),
    ("kind_text_call", 2, "文字征集要写一段话，另计 {n} 分。"),
    ("kind_trial", 2, "申请试用要填申请，另计 {n} 分。"),
    ("kind_online_sale", 3, "在线售卖要下单付款，另计 {n} 分。"),
    ("kind_pay_for_me", 3, "代付要请人付款，另计 {n} 分。"),
    ("kind_public_good", 1, "公益另计 {n} 分。"),
]


def fill(apps, schema_editor):
    rule = apps.get_model("campaigns", "CampaignRule")
    names = ("topic", "group", "number", "text", "source", "source_on", "certainty", "in_force", "blocks")
    rows = [dict(zip(names, row, strict=True)) for row in OUTSIDE]
    own = {"group": "house", "source": DOCUMENT, "certainty": "own", "in_force": True, "blocks": False}
    rows += [{"topic": topic, "number": number, "text": text, **own} for topic, number, text in HOUSE]
    for place, row in enumerate(rows):
        number = None if row["number"] is None else Decimal(row["number"])
        rule.objects.create(**{**row, "number": number, "position": place})


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_filings_rules_and_drafts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
