"""All checks, in the order in which they stand within their group."""

from weibo_ops.doctor.checks import calls, clocks, configuration, processes, redis_server, safety, storage, weibo_access

__all__ = ["calls", "clocks", "configuration", "processes", "redis_server", "safety", "storage", "weibo_access"]
