"""The keys of an installation, kept apart from its data: written only when asked for, named by fingerprints."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from weibo_ops.embedded.locks import cannot_write
from weibo_ops.env import BadSetting, read_secrets, say, secrets_path

NAMES: Final = ("SECRET_KEY", "FERNET_KEYS")
HEADER: Final = "# Keys of a Weibo Ops installation. Keep this file apart from the backups: it opens what they hold.\n"


def write_keys(path: Path, values: Mapping[str, str]) -> None:
    """A new file, readable for its owner only. Raises `BadSetting` when there is one already or it cannot be made."""
    text = HEADER + "".join(f"{name}={values[name]}\n" for name in NAMES if values.get(name))
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadSetting(
            say(f"密钥文件 {path} 已存在，不会覆盖。", f"The file of keys {path} exists; it is not overwritten.")
        ) from None
    except OSError as error:
        raise cannot_write(path, error) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_keys(path: Path) -> dict[str, str]:
    """The NAME=value lines of a file of keys. Raises `BadSetting` when it holds none."""
    try:
        lines = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    except (OSError, UnicodeDecodeError):
        raise BadSetting(say(f"密钥文件无法读取：{path}。", f"The file of keys cannot be read: {path}.")) from None
    found = {name.strip(): value.strip() for name, _, value in lines if name.strip() in NAMES and value.strip()}
    if "FERNET_KEYS" not in found:
        raise BadSetting(say(f"{path} 里没有 FERNET_KEYS。", f"There are no FERNET_KEYS in {path}."))
    return found


def given_keys(data: Path, file: Path | None) -> dict[str, str]:
    """What the restored installation will use: the environment first, then the file given, then the data folder's."""
    kept = {**read_secrets(data), **(read_keys(file) if file is not None else {})}
    kept = {name: value for name, value in kept.items() if name in NAMES}
    return kept | {name: os.environ[name].strip() for name in NAMES if os.environ.get(name, "").strip()}


def keep_in(data: Path, values: Mapping[str, str]) -> None:
    """Write them to `secrets.env` of a data folder, beside what it holds already."""
    path = secrets_path(data)
    merged = {**read_secrets(data), **values}
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    write_keys(fresh, merged)
    fresh.replace(path)
