"""Redis carries the queue: it must not drop messages, and should know them after a restart."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError, ResponseError

from weibo_ops.doctor.findings import Group, Verdict, Visit, broken, check, fine, unknown, warning
from weibo_ops.doctor.stores import redis_client

OLDEST: Final = (6, 2)
POLICY: Final = "noeviction"
FULL: Final = 0.9
FILLING: Final = 0.75


def version_of(text: str) -> tuple[int, ...]:
    """`7.2.4` as numbers; whatever is not a number ends it."""
    numbers: list[int] = []
    for part in text.split("."):
        digits = "".join(letter for letter in part if letter.isdigit())
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)


@check("redis.answers", Group.STORES, gettext_lazy("Redis"))
def answers(visit: Visit) -> Verdict:
    """Reachable, and new enough."""
    try:
        with redis_client() as client:
            found = str(client.info("server")["redis_version"])
    except RedisError:
        return broken(
            _("连不上 Redis，后台任务停着，页面变慢；已排期的微博会在恢复后按迟发规则处理。"),
            _("启动 Redis，或核对设置 REDIS_URL；内置的 Redis 随 script/server 启动。"),
            command="systemctl restart weibo-ops",
        )
    if version_of(found) < OLDEST:
        return broken(_("Redis %(version)s 太旧。") % {"version": found}, _("升级到 6.2 或更高版本。"))
    return fine(_("Redis %(version)s 正常应答。") % {"version": found})


@check("redis.policy", Group.STORES, gettext_lazy("Redis 淘汰策略"))
def policy(visit: Visit) -> Verdict:
    """With any other policy a full Redis throws messages of the queue away."""
    with redis_client() as client:
        found = str(client.info("memory").get("maxmemory_policy", ""))
    if found == POLICY:
        return fine(_("内存满时不丢弃数据（noeviction）。"))
    return broken(
        _("淘汰策略是 %(policy)s，内存满时会丢掉排队的任务。") % {"policy": found or "—"},
        _("改为 noeviction，并写进 redis.conf。"),
        command="redis-cli CONFIG SET maxmemory-policy noeviction",
    )


@check("redis.persistence", Group.STORES, gettext_lazy("Redis 持久化"))
def persistence(visit: Visit) -> Verdict:
    """Losing Redis loses time, never work; with neither file, every restart loses the queue and who is being slowed."""
    with redis_client() as client:
        found = client.info("persistence")
        try:
            saves = str(client.config_get("save").get("save", ""))
        except ResponseError:  # a hosted Redis forbids the question
            return unknown(_("Redis 不允许查询持久化设置。"), _("向服务商确认已开启持久化。"))
    failed = [name for name in ("rdb_last_bgsave_status", "aof_last_write_status") if found.get(name, "ok") != "ok"]
    if failed:
        return broken(
            _("Redis 最近一次写盘失败，之后可能拒绝写入。"), _("检查 Redis 数据目录的空间和权限，详情见 Redis 日志。")
        )
    if int(found.get("aof_enabled", 0)) or saves:
        return fine(_("重启后队列还在。"))
    return warning(
        _("没有开启持久化，Redis 重启后排队的任务要等下一轮巡查再发起。"),
        _("开启追加日志，并写进 redis.conf。"),
        command="redis-cli CONFIG SET appendonly yes",
    )


@check("redis.memory", Group.STORES, gettext_lazy("Redis 内存"))
def memory(visit: Visit) -> Verdict:
    """Against `maxmemory`, or without one against the machine."""
    with redis_client() as client:
        found = client.info("memory")
    used, limit = int(found["used_memory"]), int(found.get("maxmemory", 0)) or int(found.get("total_system_memory", 0))
    share = used / limit if limit else 0.0
    values = {"used": f"{used / 1e6:.0f}", "limit": f"{limit / 1e6:.0f}", "percent": f"{share * 100:.0f}"}
    sentence = _("已用 %(used)s MB，上限 %(limit)s MB（%(percent)s%%）。") % values
    if share < FILLING:
        return fine(sentence)
    mend = _("调高 maxmemory，或查明是什么占用了内存。")
    return (broken if share >= FULL else warning)(sentence, mend, command="redis-cli --bigkeys")
