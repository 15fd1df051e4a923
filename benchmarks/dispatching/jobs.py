"""The posts of a burst: the same texts for everybody."""

ADDRESS = "https://weibo-ops.example/"


def job(prefix: str, number: int) -> tuple[str, str]:
    """Token and text of the `number`-th post of a burst. The link is what `statuses/share` asks for."""
    return (
        f"token-{number}",
        f"{prefix}-{number} 早上倒的热水，晚上还是温的。今天你的杯子里装了什么？ {ADDRESS}{number}",
    )
