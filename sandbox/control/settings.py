"""Control of the whole: overview, reset, settings, clock, limits, call log, faults."""

from __future__ import annotations

import time
from dataclasses import asdict

from sandbox import faults, seed
from sandbox.control.bodies import Body, Refused, assign, integer, number, string
from sandbox.models import Fault
from sandbox.state import SETTINGS, World


def overview(world: World, body: Body) -> Body:
    """Counts, clock, settings."""
    return {
        "now": world.now(),
        "clock_offset": world.settings["clock_offset"],
        "settings": world.settings,
        "apps": len(world.apps),
        "users": len(world.users),
        "posts": len(world.posts),
        "comments": len(world.comments),
        "tokens": len(world.tokens),
        "faults": len(world.faults),
    }


def reset(world: World, body: Body) -> Body:
    """Back to the seeded beginning; `{"seed": false}` leaves it without users and posts. Settings return to defaults,
    except the audience's speed."""
    speed = world.settings["audience_speed"]
    world.reset()
    world.set_setting("audience_speed", speed)
    if body.get("seed", True):
        seed.plant(world)
    else:
        seed.plant_apps(world)
    world.happened("world", "reset", 0)
    return {"ok": True}


def change_settings(world: World, body: Body) -> Body:
    for name, value in body.items():
        if name not in SETTINGS or name == "limits":
            raise Refused(f"unknown setting {name!r}; known: {', '.join(SETTINGS)}")
        known = SETTINGS[name]
        wanted = (bool,) if isinstance(known, bool) else (int, float)
        if not isinstance(value, wanted) or isinstance(value, bool) != isinstance(known, bool):
            raise Refused(f"{name} must be {'true or false' if isinstance(known, bool) else 'a number'}")
        world.set_setting(name, value)
    return world.settings


def change_clock(world: World, body: Body) -> Body:
    """`{"offset": seconds}` against real time, or `{"now": unix seconds}`."""
    offset = number(body, "offset") if "offset" in body else number(body, "now") - time.time()
    world.set_setting("clock_offset", offset)
    return {"now": world.now(), "offset": offset}


def change_limits(world: World, body: Body) -> Body:
    """`{"normal": {"user_day": 1000, "post_hour": null}}`; `{"off": true}` lifts them all."""
    changed = {level: dict(rows) for level, rows in world.settings["limits"].items()}
    if body.pop("off", False):
        changed = {level: dict.fromkeys(rows) for level, rows in changed.items()}
    for level, rows in body.items():
        if level not in changed or not isinstance(rows, dict):
            raise Refused(f"unknown level {level!r}; known: {', '.join(changed)}")
        for name, value in rows.items():
            if name not in changed[level] or not (value is None or isinstance(value, int)):
                raise Refused(f"{name} must be one of {', '.join(changed[level])}, its value a whole number or null")
            changed[level][name] = value
    world.set_setting("limits", changed)
    return changed


def default_limits(world: World, body: Body) -> Body:
    """The documented limits again."""
    limits: Body = {level: dict(rows) for level, rows in SETTINGS["limits"].items()}
    world.set_setting("limits", limits)
    return limits


def clear_limits(world: World, body: Body) -> Body:
    """Forget how much of the windows is used."""
    for key in list(world.counters):
        world.store.drop("counter", key)
    world.counters.clear()
    return {"ok": True}


def recent_calls(world: World, body: Body) -> list[Body]:
    """The newest API calls, oldest first."""
    return list(world.calls)[-integer(body, "count", 100) :]


def list_faults(world: World, body: Body) -> list[Body]:
    return [asdict(fault) for fault in world.faults.values()]


def add_fault(world: World, body: Body) -> Body:
    """`{"kind", "uid"?, "call"?, "count"?, "skip"?, "ms"?, "seconds"?, "code"?, "status"?}`"""
    kind, code = string(body, "kind"), integer(body, "code", 0)
    if kind.isdigit():
        kind, code = ("slow_store", 0) if kind == "20032" else ("error", int(kind))
    wrong = faults.check(kind, code)
    if wrong:
        raise Refused(wrong)
    fault = Fault(max([0, *world.faults]) + 1, kind, code=code)
    body = {name: str(value) if name in ("uid", "call") else value for name, value in body.items()}
    assign(fault, body, fixed=("kind", "code", "id", "struck"))
    fault.call = fault.call.strip("/").removeprefix("2/").removesuffix(".json")
    world.save_fault(fault)
    return asdict(fault)


def drop_fault(world: World, body: Body) -> Body:
    """One fault by id, or all."""
    wanted = [integer(body, "id")] if "id" in body else list(world.faults)
    for fault_id in wanted:
        world.drop_fault(fault_id)
    return {"dropped": len(wanted)}
