"""What the sample company wrote in the last weeks, and what people wrote about it. All invented."""

from collections.abc import Iterator
from itertools import product
from random import Random

CUPS = ["云雾保温杯", "晨雪随行杯", "松针焖茶杯", "小满儿童杯", "远山大容量壶", "半亩咖啡杯"]
POTS = ["青石炒锅", "慢炖珐琅锅", "折叠蒸笼", "竹柄奶锅", "厚底煎锅", "会呼吸的砂锅"]
PLACES = ["早高峰的地铁上", "图书馆靠窗的位置", "加完班的夜里", "山脚下的停车场", "孩子的书包侧袋", "会议室的长桌上"]
DISHES = ["萝卜炖牛腩", "冬笋腊肉", "番茄炖蛋", "桂花酒酿圆子", "香菇滑鸡", "白菜豆腐煲"]
CITIES = ["杭州", "成都", "西安", "青岛", "长沙", "南京"]

TEMPLATES: dict[str, list[tuple[str, list[list[str]]]]] = {
    "timely": [
        ("{0}今天降温，{1}里的水，你会泡什么？", [CITIES, CUPS]),
        ("{0}的朋友注意，门店本周延长营业到晚上九点，来试一试{1}。", [CITIES, CUPS]),
        ("今天{0}的早市很热闹，我们买了做{1}的菜，晚上开锅。", [CITIES, DISHES]),
    ],
    "knowledge": [
        ("{0}用久了有茶垢，小苏打加温水泡二十分钟，再用软刷转一圈就好。你是怎么洗的？", [CUPS]),
        ("第一次用{0}，先小火烘干，再抹一层薄油。省掉这一步，往往就会粘。", [POTS]),
        ("{0}，火候比调料要紧：先大火十分钟，再转小火。你家习惯放什么？", [DISHES]),
        ("为什么{0}里不建议放碳酸饮料？气压会顶住杯盖，拧开的时候容易喷出来。", [CUPS]),
        ("用{1}做{0}，水要一次加够，中途加冷水肉会发紧。", [DISHES, POTS]),
        ("{0}的密封圈一年换一次，客服可以寄给你，记得写明型号。", [CUPS]),
    ],
    "fun": [
        ("{0}，一只{1}的自白：我装过热茶、凉茶，还装过一次火锅汤。", [PLACES, CUPS]),
        ("如果{0}会说话，它对你说的第一句会是什么？", [CUPS + POTS]),
        ("办公室投票：{0}，配米饭还是配馒头？", [DISHES]),
        ("在{0}遇见同款{1}，要不要打个招呼？", [PLACES, CUPS]),
    ],
    "campaign": [
        ("转发并说说你和{0}的故事，周五抽三位送新色一只。", [CUPS]),
        ("晒出你做的{0}，选两位送{1}一口，周日公布。", [DISHES, POTS]),
    ],
}

VOICES = {
    "question": ["{0}的密封圈去哪里买？", "请问{0}能放进洗碗机吗", "{0}和{1}哪个更适合通勤", "{0}保温到底几个小时？"],
    "complaint": ["{0}用了一周就漏水，售后电话一直占线", "{0}的漆掉了一块，有点失望", "快递把{0}摔凹了，找谁"],
    "praise": [
        "{0}早上倒的水，晚上还是热的",
        "同事都来问我的{0}在哪买的",
        "用{0}泡茶真的香 #围炉煮茶#",
        "第二只{0}了，放心",
        "{0}陪我看了{2}的第一场雪 #初雪的味道#",
    ],
    "noise": ["今天喝了三杯水，进步", "周一，靠{0}续命 #打工人的第一杯热水#", "路过{2}的门店，人好多"],
}


def posts(seed: int) -> dict[str, list[str]]:
    """Every distinct post text by category slug, in an order that depends only on `seed`."""
    random = Random(seed)  # noqa: S311  sample texts, not a secret
    made: dict[str, list[str]] = {}
    for slug, templates in TEMPLATES.items():
        texts = [template.format(*fills) for template, words in templates for fills in product(*words)]
        random.shuffle(texts)
        made[slug] = texts
    return made


def voices(seed: int) -> Iterator[tuple[str, str]]:
    """Endless (kind, text) of people speaking about the company."""
    random = Random(seed)  # noqa: S311  sample texts, not a secret
    kinds = ["question"] * 3 + ["complaint"] * 2 + ["praise"] * 4 + ["noise"] * 3
    while True:
        kind = random.choice(kinds)
        goods = random.sample(CUPS + POTS, 2)
        text = random.choice(VOICES[kind]).format(goods[0], goods[1], random.choice(CITIES))
        yield (
            kind,
            f"山岚的{text}" if text.startswith(goods[0]) else text + "（山岚）" if random.random() < 0.3 else text,
        )
