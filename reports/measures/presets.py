"""Which measures each kind of account is judged by until somebody chooses otherwise (I2). Pure."""

_DEFAULT = ("posts", "interactions", "per_post", "followers", "followers_growth", "completeness")
PRESETS: dict[str, tuple[str, ...]] = {
    "official": ("posts", "interactions", "per_post", "followers", "growth_rate", "negative_share", "first_answer"),
    "leader": ("posts", "per_thousand", "reposts_per_post", "comments_per_post", "followers_growth", "negative_share"),
    "employee": ("posts", "interactions", "per_post", "followers_growth"),
    "brand": ("reposts", "comments", "participants", "discussion", "comments_per_post", "followers_growth"),
    "product": ("reposts", "comments", "per_post", "discussion", "mentions", "negative_share"),
    "customer_service": ("threads", "answered_share", "first_answer", "negative_share", "mentions"),
    "recruiting": ("posts", "comments", "threads", "answered_share", "first_answer", "followers_growth"),
    "promotion": ("posts", "interactions", "reposts_per_post", "followers_growth", "growth_rate"),
    "mascot": ("posts", "likes", "comments_per_post", "per_thousand", "followers_growth"),
    "academy": ("posts", "interactions", "reposts_per_post", "followers_growth"),
    "expert": ("posts", "per_thousand", "reposts_per_post", "comments_per_post", "followers_growth"),
    "fan_club": ("posts", "interactions", "discussion", "threads", "answered_share", "followers_growth"),
    "department": _DEFAULT,
    "region": ("posts", "interactions", "per_thousand", "followers", "growth_rate", "first_answer"),
}
"""By `AccountKind`."""


def preset_for(kind: str) -> tuple[str, ...]:
    """The shipped set of a kind; kinds that are made later get the general one."""
    return PRESETS.get(kind, _DEFAULT)
