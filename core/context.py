"""What is known about the request or task that runs now: its id and where it came from."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
remote_address: ContextVar[str] = ContextVar("remote_address", default="")
