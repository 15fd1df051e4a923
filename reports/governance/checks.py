"""What a check says, and where what it found can be mended."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Detail:
    """One thing that was found, with the address that mends it."""

    text: str
    url: str


@dataclass(frozen=True)
class Check:
    """One live check: what was found, whether it is in order, where to mend it (a URL name), and each thing found."""

    text: str
    ok: bool
    mend: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class System:
    """One of the nine management systems."""

    name: str
    checks: list[Check]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)
