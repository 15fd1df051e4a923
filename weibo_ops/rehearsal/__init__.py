"""The whole main job without a browser, against real services and the sandbox (`manage.py rehearse`)."""

from weibo_ops.rehearsal.run import rehearse
from weibo_ops.rehearsal.stage import Options, Stage, Step

__all__ = ["Options", "Stage", "Step", "rehearse"]
