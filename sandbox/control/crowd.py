"""Control of the simulated audience."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sandbox.audience import Audience
from sandbox.control.bodies import Body, Refused, integer, number

MOST_ACTS = 5000


def direct(audience: Audience, body: Body) -> Body:
    """`{"speed"?, "seed"?}`: speed 0 stops it; a new seed begins a new play."""
    world = audience.world
    if "speed" in body:
        speed = number(body, "speed")
        if not 0 <= speed <= 1000:
            raise Refused("speed must be between 0 and 1000")
        world.set_setting("audience_speed", speed)
    if "seed" in body:
        world.set_setting("audience_seed", integer(body, "seed"))
        audience.reseed()
    return {"speed": world.settings["audience_speed"], "seed": world.settings["audience_seed"]}


def step(audience: Audience, body: Body) -> dict[str, Any]:
    """`{"acts": 100}`: so many acts at once, whatever the speed."""
    acts = integer(body, "acts", 1)
    if not 0 <= acts <= MOST_ACTS:
        raise Refused(f"acts must be between 0 and {MOST_ACTS}")
    return {"done": [asdict(act) for act in audience.step(acts)]}
