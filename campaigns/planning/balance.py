"""How campaigns are shared between new and present fans (P2). Pure."""

from dataclasses import dataclass

from campaigns.models import Purpose


@dataclass(frozen=True)
class Balance:
    """Of the last year: campaigns for new fans of all, the agreed share, and what one more would make it (percent)."""

    new_fans: int
    all: int
    agreed: int
    with_this: int | None

    @property
    def share(self) -> int | None:
        """Percent for new fans; None without campaigns."""
        return round(self.new_fans * 100 / self.all) if self.all else None

    @property
    def leans(self) -> str:
        """Where one more of this purpose takes it: further off the agreed share, or not."""
        if self.with_this is None or self.share is None:
            return ""
        return "off" if abs(self.with_this - self.agreed) > max(10, abs(self.share - self.agreed)) else "well"


def balance_of(numbers: dict[str, int], *, purpose: str, agreed: int) -> Balance:
    """`numbers` of `purposes_of_year` without the campaign itself."""
    new, total = numbers["new_fans"], numbers["all"]
    with_this = round((new + (purpose == Purpose.NEW_FANS)) * 100 / (total + 1)) if purpose else None
    return Balance(new, total, agreed, with_this)
