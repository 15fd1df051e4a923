"""What a crisis is met with when nobody has changed anything; and the log of a case cannot be rewritten."""

from django.db import migrations

LEVELS = [
    (1, 120, "all", "有人伤亡、食品或产品安全事故、主管部门介入，或全国性媒体报道。"),
    (2, 240, "promotions", "单一问题迅速扩散，涉及安全、诚信或员工言行，有大号或媒体参与。"),
    (3, 720, "none", "集中投诉或不实信息，有扩散可能，暂未出圈。"),
    (4, 1440, "none", "个别投诉引起讨论，一般在评论区和私信里可以解决。"),
]
CHIEF, MANAGER, ADMIN = "chief_editor", "manager", "administrator"
STEPS = [
    (1, 0, "always", [CHIEF, MANAGER, ADMIN], True),
    (1, 5, "owner", [CHIEF, MANAGER], True),
    (1, 60, "answer", [CHIEF, MANAGER, ADMIN], True),
    (1, 100, "answer", [CHIEF, MANAGER, ADMIN], True),
    (2, 0, "always", [CHIEF], True),
    (2, 15, "owner", [CHIEF, MANAGER], True),
    (2, 120, "answer", [CHIEF, MANAGER], True),
    (2, 200, "answer", [CHIEF, MANAGER, ADMIN], True),
    (3, 0, "always", [CHIEF], False),
    (3, 60, "owner", [CHIEF], False),
    (3, 480, "answer", [CHIEF, MANAGER], False),
    (4, 240, "owner", [CHIEF], False),
    (4, 1080, "answer", [CHIEF], False),
]
BOOKS = [
    ("产品缺陷", "用户反映产品质量或安全问题，尤其有图片、视频。", [
        (15, "保存原帖、截图和视频，记下首发时间和发布者"),
        (30, "联系当事人：先问人有没有受伤，再问批次、购买渠道和使用情况"),
        (30, "通知质量、生产和法务负责人，建立沟通群"),
        (60, "查该批次的检验记录、同类投诉和库存去向"),
        (90, "发布第一份声明：已关注、正在核实、怎样联系我们、何时再通报"),
        (240, "决定是否暂停销售、下架或召回，报主管部门"),
        (1440, "公布核实结果和处理办法，逐一回复受影响的用户"),
    ]),
    ("食品安全", "异物、变质、食用后不适，或被抽检通报。", [
        (10, "确认有无人员不适，需要时协助就医并垫付费用"),
        (20, "封存同批次产品和留样，停止发货"),
        (30, "通知质量、法务和门店负责人，核对生产与运输记录"),
        (60, "发布第一份声明：已封存、正在送检、就医与退货办法、何时再通报"),
        (120, "按规定向市场监管部门报告，指定一人对接"),
        (720, "公布送检机构和预计出结果的时间"),
        (2880, "公布检测结果、原因和整改，说明赔付办法"),
    ]),
    ("员工言行", "员工或门店人员的言行引发不满。", [
        (15, "保存视频、录音和原帖，确认时间、地点和当事人"),
        (30, "分别听当事员工、同班同事和顾客各怎么说，做记录"),
        (45, "当事员工暂停接待，不得自行在网上回应"),
        (60, "联系顾客，先道歉再了解诉求"),
        (120, "发布第一份声明：已看到、正在了解、会怎样处理"),
        (720, "公布调查结果和处理决定，保护双方的个人信息"),
        (4320, "补上培训或制度，告诉公众改了什么"),
    ]),
    ("谣言", "不实信息、移花接木的图片或视频、冒充我方。", [
        (15, "保存原帖和传播链，记下最早发布的人"),
        (30, "向业务部门核实每一句，分清假的、真的和不确定的"),
        (60, "准备证据：检测报告、公告原文、完整视频"),
        (90, "发布澄清：先说事实，再给证据，不复述谣言的原话"),
        (120, "向平台投诉不实信息，需要时公证取证、报警"),
        (1440, "回访仍在传播的大号，请对方更正"),
    ]),
    ("信息泄露", "用户资料、内部文件或未发布的消息外泄。", [
        (10, "确认泄露了什么、多少人受影响、是否还在继续"),
        (20, "切断来源：停用账号和接口，改密钥，保存日志"),
        (60, "通知法务和个人信息保护负责人，判断是否须向主管部门报告"),
        (120, "发布第一份声明：泄露的范围、已采取的措施、用户现在该做什么"),
        (240, "逐一通知受影响的用户，提醒防范诈骗"),
        (2880, "公布原因和整改，说明补偿办法"),
    ]),
    ("服务中断", "系统、支付、物流或门店服务大面积不可用。", [
        (10, "向技术或物流负责人确认范围、原因和预计恢复时间"),
        (20, "发布第一份说明：哪些受影响、正在抢修、替代办法、下次通报时间"),
        (30, "给客服统一口径，常见问题置顶"),
        (60, "每小时通报一次进展，没有进展也要说"),
        (240, "恢复后通报，说明未完成的订单怎样处理"),
        (1440, "公布原因和补偿，感谢等待"),
    ]),
    ("其他", "暂时归不进上面各类的情况。", [
        (15, "保存原帖和截图，记下首发时间和发布者"),
        (30, "弄清事实：谁、何时、何地、什么事，哪些还不确定"),
        (60, "确定对外口径和发言人，其他人不单独回应"),
        (120, "发布第一份声明"),
        (1440, "公布结果和改进"),
    ]),
]  # fmt: skip
STATEMENTS = [
    ("产品问题：已关注，正在核实", "产品缺陷",
     "关于网友反映的【产品名称】【问题】，我们已于【今日几时】关注到，情况说明如下：自【最早时间】起，有用户反映【发生了什么】。"
     "我们已联系当事人，并对同批次产品启动排查，核实期间暂停该批次销售。给您带来不安，我们深表歉意。"
     "如您遇到同样情况，请停止使用，拨打【客服电话】或私信本账号，我们将逐一处理。最新进展将于【今日几时】前在这里公布。"),
    ("食品安全：已封存，正在送检", "食品安全",
     "关于【时间、地点】顾客反映【产品名称】【问题】一事，情况说明如下：【最早时间】我们接到反映，已封存同批次产品并停止发货，"
     "样品已送【检测机构】检测。我们已与当事顾客取得联系并承担就医费用，对此深表歉意。购买过同批次【批号】的顾客可到购买处全额退款，"
     "或拨打【客服电话】。检测进展将于【何时】前通报。"),
    ("员工言行：已看到，正在了解", "员工言行",
     "我们关注到【时间、地点】【门店】员工的言行引发讨论，情况说明如下：事发于【最早时间】，我们已暂停该员工的接待工作，正在分别了解经过。"
     "无论起因如何，没有服务好顾客是我们的责任，深表歉意。我们已联系当事顾客，欢迎知情的朋友私信本账号或致电【客服电话】。"
     "调查结果将于【何时】前公布。"),
    ("谣言：澄清", "谣言",
     "近日网传【一句话说明话题】，经核实为不实信息，情况说明如下：【事实是什么】（自【最早时间】起，见下图【证据】）。"
     "我们已向平台投诉并保留追究责任的权利。让大家担心了，我们对此感到抱歉。如有疑问，请私信本账号或致电【客服电话】，"
     "后续情况将于【何时】前在这里更新。"),
    ("信息泄露：范围与防范", "信息泄露",
     "我们于【最早时间】发现【哪些信息】存在泄露，情况说明如下：涉及【多少用户、哪些内容】，【不涉及什么】。"
     "我们已切断来源、报告主管部门并报警。没有保护好您的信息，我们深表歉意。近期请勿轻信索要验证码的来电，"
     "如有疑问请拨打【客服电话】。进展将于【何时】前公布。"),
    ("服务中断：正在抢修", "服务中断",
     "自【最早时间】起，【哪些服务】出现【什么现象】，情况说明如下：原因已初步查明，技术人员正在抢修，预计【何时】恢复。"
     "期间您可以通过【替代办法】办理；已下的订单不受影响。给您带来不便，深表歉意。紧急事宜请拨打【客服电话】，"
     "下一次通报在【何时】。"),
    ("通用：第一时间回应", None,
     "关于【事件】，我们已于【几时】关注到，情况说明如下：【最早时间】起，【发生了什么】。我们正在【做什么】。"
     "对由此带来的影响，我们深表歉意。如需帮助，请拨打【客服电话】或私信本账号。我们将于【何时】前再次通报。"),
]  # fmt: skip
ONLY_APPEND = """
CREATE FUNCTION monitoring_case_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'monitoring_caseentry is append-only'; END $$;
CREATE TRIGGER monitoring_case_entry_append_only BEFORE UPDATE OR DELETE ON monitoring_caseentry
  FOR EACH ROW EXECUTE FUNCTION monitoring_case_entry_append_only();
"""
BACK = """
DROP TRIGGER monitoring_case_entry_append_only ON monitoring_caseentry;
DROP FUNCTION monitoring_case_entry_append_only();
"""


def fill(apps, schema_editor):
    model = lambda name: apps.get_model("monitoring", name)  # noqa: E731
    for level, minutes, freezes, meaning in LEVELS:
        model("LevelRule").objects.create(level=level, minutes=minutes, freezes=freezes, meaning=meaning)
    for level, after, missing, roles, robots in STEPS:
        model("EscalationStep").objects.create(
            level=level, after_minutes=after, missing=missing, roles=roles, robots=robots
        )
    books = {}
    for position, (name, note, steps) in enumerate(BOOKS, 1):
        book = model("Playbook").objects.create(name=name, note=note, position=position)
        rows = [{"minutes": minutes, "text": text} for minutes, text in steps]
        book.version = model("PlaybookVersion").objects.create(playbook=book, number=1, steps=rows)
        book.save()
        books[name] = book
    for position, (title, book, text) in enumerate(STATEMENTS, 1):
        model("HoldingStatement").objects.create(title=title, text=text, playbook=books.get(book), position=position)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0005_crisis_cases")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(ONLY_APPEND, BACK),
    ]
