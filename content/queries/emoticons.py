"""Weibo's emoticon codes with a picture that looks alike and words by which people look for them. Data."""

from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Emoticon:
    """`[name]` in a text; `face` stands for it in our preview."""

    name: str
    face: str
    words: str

    @property
    def code(self) -> str:
        """As it is written in a post."""
        return f"[{self.name}]"


ROWS: Final = """
微笑 🙂 weixiao smile|可爱 🥰 keai cute|太开心 😆 taikaixin happy|鼓掌 👏 guzhang clap|嘻嘻 😁 xixi grin
哈哈 😄 haha laugh|笑cry 😂 xiaoku 笑哭|挤眼 😉 jiyan wink|馋嘴 😋 chanzui yummy|黑线 😓 heixian
汗 😅 han sweat|哼 😤 heng|怒 😠 nu angry|委屈 🥺 weiqu|可怜 🥺 kelian
失望 😞 shiwang|悲伤 😢 beishang sad|泪 😭 lei 哭 cry|害羞 😊 haixiu shy|爱你 😘 aini 么么
亲亲 😚 qinqin kiss|色 😍 se 好喜欢|舔屏 😍 tianping|憧憬 🤩 chongjing|阴险 😏 yinxian
坏笑 😏 huaixiao|白眼 🙄 baiyan|思考 🤔 sikao think|疑问 ❓ yiwen ask|费解 😕 feijie
吃惊 😮 chijing wow|偷笑 🤭 touxiao|嘘 🤫 xu 安静|困 😪 kun|睡 😴 shui sleep
打哈气 🥱 daheqi|感冒 🤧 ganmao|生病 🤒 shengbing|口罩 😷 kouzhao|拜拜 👋 baibai bye
抱抱 🤗 baobao hug|摊手 🤷 tanshou|跪了 🧎 guile|酷 😎 ku cool|并不简单 🧐 bingbujiandan
doge 🐶 doge gou 狗头|喵喵 🐱 miaomiao cat|吃瓜 🍉 chigua|赞 👍 zan good|good 👍 good 好
弱 👎 ruo|ok 👌 ok 好的|耶 ✌️ ye 胜利|加油 💪 jiayou|给力 👏 geili
握手 🤝 woshou|作揖 🙏 zuoyi 谢谢|来 👋 lai|拳头 ✊ quantou|心 ❤️ xin 爱 heart
伤心 💔 shangxin|好喜欢 😍 haoxihuan|鲜花 🌹 xianhua 花|蛋糕 🎂 dangao 生日|礼物 🎁 liwu gift
干杯 🍻 ganbei|咖啡 ☕ kafei coffee|围观 👀 weiguan|话筒 🎤 huatong|音乐 🎵 yinyue
照相机 📷 zhaoxiangji 拍照|太阳 ☀️ taiyang sun|月亮 🌙 yueliang|下雨 🌧️ xiayu rain|雪花 ❄️ xuehua snow
雪人 ⛄ xueren|微风 🍃 weifeng|浮云 ☁️ fuyun|绿丝带 🎗️ lvsidai|红丝带 🎗️ hongsidai
蜡烛 🕯️ lazhu|钟 ⏰ zhong 时间|飞机 ✈️ feiji 出差|钱 💰 qian|红包 🧧 hongbao
火焰 🔥 huoyan 热|最右 👉 zuiyou|爆竹 🧨 baozhu 过年|福 🧧 fu 过年|粽子 🍙 zongzi 端午
月饼 🥮 yuebing 中秋|圣诞树 🎄 shengdan
"""


@cache
def emoticons() -> tuple[Emoticon, ...]:
    """All of them, in the order in which the picker shows them."""
    rows = (row.split(" ", 2) for line in ROWS.split("\n") for row in line.split("|") if row.strip())
    return tuple(Emoticon(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows)
