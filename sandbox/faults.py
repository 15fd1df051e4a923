"""Faults on demand: which of them strike a call, by account, call and count."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.models import Fault
from sandbox.state import World

# kind -> what a person reads in the control panel
KINDS: dict[str, str] = {
    "latency": "延迟应答（毫秒）",
    "http_502": "网关返回 502 网页",
    "reset_before": "写入之前断开连接",
    "hang_before": "写入之前无应答",
    "reset_after": "写入之后断开连接",
    "hang_after": "写入之后无应答",
    "http_502_after": "写入之后返回 502 网页",
    "slow_store": "20032：已写入，稍后可见",
    "error": "指定错误码",
    "token_expired": "令牌过期",
    "token_revoked": "授权被取消",
    "string_codes": "错误码以字符串返回",
    "delayed": "发布成功，稍后可见",
    "review": "发布成功，稍后被审核删除",
    "clock": "服务器时钟不准（秒）",
    "cut": "推送流中途断开（每次连接最多传这么多字节，填在毫秒一栏）",
}
DEFAULT_SECONDS = 30.0


@dataclass(slots=True)
class Plan:
    """The faults that strike one call."""

    faults: list[Fault] = field(default_factory=list)

    def get(self, kind: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.kind == kind), None)

    def seconds(self, kind: str) -> float | None:
        """How long the fault of this kind lasts, or None when it does not strike."""
        fault = self.get(kind)
        return None if fault is None else fault.seconds or DEFAULT_SECONDS

    @property
    def delay(self) -> float:
        return sum(fault.ms for fault in self.faults if fault.kind == "latency") / 1000

    @property
    def names(self) -> list[str]:
        return [fault.kind for fault in self.faults]


NOTHING = Plan()


def matches(fault: Fault, uid: str, call: str) -> bool:
    return (not fault.uid or fault.uid == uid) and (not fault.call or fnmatchcase(call, fault.call))


def strike(world: World, uid: str, call: str) -> Plan:
    """Collect the faults for this call and use one of each one's count up. One fault of a kind strikes at a time."""
    if not world.faults:
        return NOTHING
    plan = Plan()
    for fault in list(world.faults.values()):
        if not matches(fault, uid, call) or plan.get(fault.kind) is not None:
            continue
        if fault.skip > 0:
            fault.skip -= 1
            world.save_fault(fault)
            continue
        plan.faults.append(fault)
        fault.struck += 1
        if fault.count > 0:
            fault.count -= 1
        if fault.count == 0:
            world.drop_fault(fault.id)
        else:
            world.save_fault(fault)
    return plan


def check(kind: str, code: int) -> str:
    """Empty when a fault of this kind can be set, otherwise what is wrong."""
    if kind not in KINDS:
        return f"unknown kind {kind!r}; known: {', '.join(KINDS)}"
    if kind == "error" and not code:
        return "kind 'error' needs a code, for example 20016"
    return ""
