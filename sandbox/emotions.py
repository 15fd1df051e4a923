"""The ordinary face set: name, category, hot, common."""

from __future__ import annotations

EMOTIONS: list[tuple[str, str, bool, bool]] = [
    *((name, "", True, True) for name in ("微笑", "哈哈", "爱你", "笑cry", "允悲", "doge", "心", "赞")),
    *(
        (name, "", False, True)
        for name in ("可爱", "太开心", "鼓掌", "嘻嘻", "挤眼", "馋嘴", "黑线", "汗", "挖鼻", "哼")
    ),
    *(
        (name, "", False, True)
        for name in ("怒", "委屈", "可怜", "失望", "悲伤", "泪", "害羞", "捂嘴", "爱你哦", "思考")
    ),
    *((name, "", False, True) for name in ("疑问", "吃惊", "晕", "衰", "抓狂", "拜拜", "睡", "打哈欠", "费解", "吃瓜")),
    *((name, "", False, False) for name in ("good", "ok", "弱", "耶", "来", "握手", "加油", "抱抱", "作揖", "伤心")),
    *(
        (name, "物品", False, False)
        for name in ("蛋糕", "咖啡", "干杯", "礼物", "鲜花", "蜡烛", "太阳", "月亮", "下雨", "雪")
    ),
]
