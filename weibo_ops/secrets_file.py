"""The secrets that a new installation makes for itself: `<data>/secrets.env`, mode 0600."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from weibo_ops.embedded.locks import cannot_write, make_folder
from weibo_ops.env import read_secrets, secrets_path

HEADER = (
    "# Made at the first start. Keep it with your backups: stored Weibo tokens cannot be read without FERNET_KEYS.\n"
)


def ensure_secrets(data: Path) -> None:
    """Make the secrets that are in neither the environment nor the file.

    The environment always wins; a secret once in the file is never changed here.
    Raises `BadSetting` when the file can be neither read nor written.
    """
    make_folder(data)
    kept = read_secrets(data)
    makers: dict[str, Callable[[], str]] = {
        "SECRET_KEY": lambda: secrets.token_urlsafe(50),
        "FERNET_KEYS": lambda: base64.urlsafe_b64encode(os.urandom(32)).decode(),
    }
    missing = {name: make() for name, make in makers.items() if not _given(name) and not kept.get(name)}
    if not missing:
        return
    path = secrets_path(data)
    text = HEADER + "".join(f"{name}={value}\n" for name, value in {**kept, **missing}.items())
    fresh = path.with_suffix(".new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise cannot_write(data, error) from error


def _given(name: str) -> bool:
    return bool(os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE", "").strip())
