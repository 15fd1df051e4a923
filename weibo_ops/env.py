"""Typed readers of the environment, and where this installation keeps its data.

Standard library only: the start scripts use this module before any package is installed. Every reader fails
with `BadSetting`, whose text is one sentence for the person at the terminal.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
DATABASE_NAME: Final = "weibo_ops"
DATABASE_USER: Final = "weibo_ops"
SOCKET_PATH_LIMIT: Final = 100
"""Bytes. Linux allows 107 for a Unix socket, macOS 103."""

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})


class BadSetting(Exception):
    """A setting that cannot be used. `str()` is one sentence, fit to be shown as it is."""


def chinese_terminal(environ: Mapping[str, str] | None = None) -> bool:
    """Whether messages on the terminal are Chinese: always, except where the locale names another language.

    `C`, `POSIX` and an unset locale name none, so they count as Chinese, the product's first language.
    """
    source = os.environ if environ is None else environ
    name = source.get("LC_ALL") or source.get("LC_MESSAGES") or source.get("LANG") or ""
    return name.split(".")[0] in {"", "C", "POSIX"} or name.lower().startswith("zh")


def say(chinese: str, english: str) -> str:
    """Pick the sentence for this terminal."""
    return chinese if chinese_terminal() else english


def env_str(name: str, default: str | None = None) -> str:
    """The stripped value of `name`; an empty one counts as not set.

    Raises `BadSetting` when it is not set and there is no default.
    """
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadSetting(say(f"缺少设置 {name}。", f"The setting {name} is missing."))
    return default


def env_bool(name: str, default: bool | None = None) -> bool:
    """1/true/yes/on or 0/false/no/off, whatever the case."""
    value = env_str(name, None if default is None else str(default)).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise BadSetting(
        say(f"设置 {name} 只能是 true 或 false，现在是“{value}”。", f"{name} must be true or false, not “{value}”.")
    )


def env_int(name: str, default: int | None = None, *, low: int | None = None, high: int | None = None) -> int:
    """A whole number within `low` and `high`, both inclusive."""
    value = env_str(name, None if default is None else str(default))
    try:
        number = int(value)
    except ValueError:
        raise BadSetting(
            say(f"设置 {name} 应是整数，现在是“{value}”。", f"{name} must be a whole number, not “{value}”.")
        ) from None
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"{'' if low is None else low}…{'' if high is None else high}"
        raise BadSetting(
            say(f"设置 {name} 应在 {bounds} 之间，现在是 {number}。", f"{name} must be within {bounds}, not {number}.")
        )
    return number


def env_list(name: str, default: Sequence[str] | None = None) -> list[str]:
    """Comma-separated values, stripped, empty ones dropped."""
    value = env_str(name, None if default is None else ",".join(default))
    return [part for part in (piece.strip() for piece in value.split(",")) if part]


def env_folder(name: str, default: Path) -> Path | None:
    """An absolute folder, maybe absent; None when the value is `off`. Raises `BadSetting` for a relative path."""
    value = env_str(name, str(default))
    if value.lower() in _FALSE:
        return None
    path = Path(value).expanduser()
    if not path.is_absolute():
        raise BadSetting(say(f"{name} 要写绝对路径。", f"{name} must be an absolute path."))
    return path


def env_secret(name: str, default: str | None = None) -> str:
    """A secret from `name`, from the file named by `name_FILE` (Docker and systemd credentials), or the data folder.

    Order: environment, file, `<data>/secrets.env` which the first set-up writes, default.
    """
    if os.environ.get(name, "").strip():
        return env_str(name)
    path = os.environ.get(f"{name}_FILE", "").strip()
    if path:
        return _first_line(name, Path(path))
    kept = read_secrets(data_dir()).get(name)
    return kept if kept else env_str(name, default)


def _first_line(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(
            say(f"{name}_FILE 指向的文件无法读取：{path}。", f"The file named by {name}_FILE cannot be read: {path}.")
        ) from None
    if not value:
        raise BadSetting(
            say(f"{name}_FILE 指向的文件是空的：{path}。", f"The file named by {name}_FILE is empty: {path}.")
        )
    return value


def single_sign_on() -> dict[str, dict[str, str]]:
    """The settings of each sign-in system whose first setting is given; the others of that system are needed then."""
    found: dict[str, dict[str, str]] = {}
    if env_str("OIDC_ISSUER", ""):
        found["oidc"] = {
            "issuer": env_str("OIDC_ISSUER"),
            "client_id": env_str("OIDC_CLIENT_ID"),
            "client_secret": env_secret("OIDC_CLIENT_SECRET"),
            "name": env_str("OIDC_NAME", ""),
        }
    if env_str("WECOM_CORP_ID", ""):
        corp, agent = env_str("WECOM_CORP_ID"), env_str("WECOM_AGENT_ID")
        found["wecom"] = {"corp_id": corp, "agent_id": agent, "secret": env_secret("WECOM_SECRET")}
    if env_str("FEISHU_APP_ID", ""):
        app, tenant = env_str("FEISHU_APP_ID"), env_str("FEISHU_TENANT_KEY", "")
        found["feishu"] = {"app_id": app, "app_secret": env_secret("FEISHU_APP_SECRET"), "tenant_key": tenant}
    if env_str("DINGTALK_CLIENT_ID", ""):
        found["dingtalk"] = {
            "client_id": env_str("DINGTALK_CLIENT_ID"),
            "client_secret": env_secret("DINGTALK_CLIENT_SECRET"),
            "corp_id": env_str("DINGTALK_CORP_ID"),
        }
    return found


# --- where the data lies


def data_dir() -> Path:
    """The folder of this installation's data: WEIBO_OPS_DATA_DIR, or `var/` beside the code. Absolute, maybe absent."""
    return Path(env_str("WEIBO_OPS_DATA_DIR", str(ROOT / "var"))).expanduser().absolute()


def secrets_path(data: Path) -> Path:
    """The file of generated secrets, mode 0600. Losing it makes stored Weibo tokens unreadable: back it up."""
    return data / "secrets.env"


def read_secrets(data: Path) -> dict[str, str]:
    """NAME=value lines of `secrets.env`; empty when there is none.

    Raises `BadSetting` when the file is there but cannot be read.
    """
    path = secrets_path(data)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError:
        raise BadSetting(say(f"密钥文件无法读取：{path}。", f"The file of secrets cannot be read: {path}.")) from None
    lines = (line.partition("=") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in lines}


def socket_dir(data: Path) -> Path:
    """A short private folder for the Unix sockets of the services that belong to `data`; created when absent.

    Named from a hash of the folder and the user, because the path of a socket may have only about 100 bytes.
    Raises `BadSetting` when the folder belongs to somebody else or is a link.
    """
    uid = os.getuid()
    digest = hashlib.sha256(os.fsencode(data.absolute().resolve()) + str(uid).encode()).hexdigest()[:12]
    temp = Path(tempfile.gettempdir())
    if len(os.fsencode(temp)) > SOCKET_PATH_LIMIT - 50:
        temp = Path("/tmp")  # noqa: S108 - the folder below is made with mode 0700 and its owner is checked
    folder = temp / f"weibo-ops-{uid}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise BadSetting(
            say(
                f"{folder} 不是当前用户的私有文件夹，请删除它。",
                f"{folder} is not a private folder of yours; remove it.",
            )
        )
    return folder


def database_url() -> str:
    """DATABASE_URL, or the address of the embedded PostgreSQL of this data folder."""
    return env_str("DATABASE_URL", "") or embedded_database_url(data_dir())


def redis_url() -> str:
    """REDIS_URL, or the address of the embedded Redis of this data folder."""
    return env_str("REDIS_URL", "") or embedded_redis_url(data_dir())


def embedded_database_url(data: Path) -> str:
    """`postgresql://weibo_ops@/weibo_ops?host=<socket folder>/pg`."""
    return f"postgresql://{DATABASE_USER}@/{DATABASE_NAME}?host={quote(str(socket_dir(data) / 'pg'))}"


def embedded_redis_url(data: Path) -> str:
    """`unix://<socket>?db=0`, as redis-py reads it."""
    return f"unix://{quote(str(socket_dir(data) / 'redis.sock'))}?db=0"


def redis_number(url: str, number: int) -> str:
    """The same Redis, with `number` added to the number of its database (0 when the address names none).

    Celery's broker lies at +1, so that emptying the cache never empties the queue.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "unix":
        query["db"] = str(int(query.get("db", "0")) + number)
        return f"unix://{parts.path}?{urlencode(query)}"  # geturl would drop the slashes before the path
    base = query.pop("db", "") or parts.path.strip("/") or "0"
    return parts._replace(path=f"/{int(base) + number}", query=urlencode(query)).geturl()


def celery_broker_url(url: str) -> str:
    """The Redis at `url`, database +1, written as Celery wants it."""
    parts = urlsplit(redis_number(url, 1))
    if parts.scheme != "unix":
        return parts.geturl()
    return f"redis+socket://{parts.path}?virtual_host={dict(parse_qsl(parts.query))['db']}"


def parse_database_url(url: str) -> dict[str, object]:
    """A Django `DATABASES` entry for `postgresql://user:password@host:port/name?option=value`.

    `?host=/folder` names the folder of a Unix socket; other parameters become driver OPTIONS (`sslmode`, …).
    Raises `BadSetting` for anything that is not PostgreSQL.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"postgres", "postgresql"} or not name or port == -1:
        # The address may hold a password, so it is not repeated.
        raise BadSetting(
            say(
                "DATABASE_URL 应写作 postgresql://用户:密码@主机:端口/库名。",
                "DATABASE_URL must look like postgresql://user:password@host:port/name.",
            )
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    entry: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
    }
    if options:
        entry["OPTIONS"] = options
    return entry
