"""One step in which whoever may review decides, as before; risks, and a further step for them that is switched off."""

from django.db import migrations

STEP = "审核"
EXTRA = "专项复核"
PRIZES = ["prize_repost", "prize_call", "prize_quiz", "prize_survey"]

RISKS = [
    (
        "抽奖与奖品",
        "涉及抽奖或奖品，须核对奖品金额、备案和公平规则。",
        ["抽奖", "中奖", "抽[数字]位", "抽出[数字]", "揪[数字]位", "揪[数字]个", "奖品", "送出[数字]", "有奖"],
        ["没有奖品", "获奖作品"],
        PRIZES,
    ),
    (
        "价格与优惠",
        "写了价格或优惠，须核对金额、期限和适用范围。",
        ["[数字]元", "¥[数字]", "[数字]折", "[数字]块钱", "满[数字]减", "立减", "直降", "半价", "优惠券", "领券", "秒杀",
         "包邮", "原价", "到手价"],
        ["打折扣", "周折"],
        ["coupon", "online_sale", "pay_for_me"],
    ),
    (
        "医疗与健康",
        "涉及疗效或健康说法，须有依据，普通商品不得宣称疗效。",
        ["治疗", "疗效", "根治", "治愈", "药效", "降血压", "降血糖", "降血脂", "抗癌", "防癌", "患者", "医生推荐",
         "医院推荐", "临床", "处方", "增强免疫", "排毒", "失眠", "保健品"],
        [],
        [],
    ),
    (
        "金融与收益",
        "涉及投资、借贷或收益，须由懂业务的人核对，不得承诺收益。",
        ["理财", "收益率", "年化", "保本", "稳赚", "贷款", "借款", "分期免息", "投资回报", "股票", "基金", "加盟费",
         "返利"],
        [],
        [],
    ),
    (
        "危机回应",
        "像是对事故、投诉或争议的回应，口径须统一。",
        ["致歉", "道歉声明", "深表歉意", "情况说明", "严正声明", "事故", "召回", "调查结果", "舆情", "律师函", "不实信息",
         "受伤", "起火", "爆炸", "投诉处理"],
        [],
        [],
    ),
]  # fmt: skip


def fill(apps, schema_editor):
    step, risk = apps.get_model("content", "ReviewStep"), apps.get_model("content", "RiskRule")
    step.objects.create(name=STEP, position=1)
    extra = step.objects.create(
        name=EXTRA, position=2, roles=["chief_editor"], hours=8, remind_hours=2, is_active=False
    )
    for position, (name, reason, words, except_words, kinds) in enumerate(RISKS, 1):
        row = risk.objects.create(
            name=name,
            reason=reason,
            words=words,
            except_words=except_words,
            campaign_kinds=kinds,
            position=position,
        )
        extra.risks.add(row)


class Migration(migrations.Migration):
    dependencies = [("content", "0013_review_steps")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
