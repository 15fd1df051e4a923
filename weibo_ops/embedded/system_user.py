"""PostgreSQL refuses to run as root. When we are root it runs as a system user of its own, or in a user namespace."""

import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from weibo_ops.env import BadSetting, say
from weibo_ops.processes import Identity

NAME: Final = "weibo-ops"
_CLONE_NEWUSER: Final = 0x10000000
_LIBC: Final = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


@dataclass(frozen=True)
class Disguise:
    """How to start a program that refuses root: as another user, or with root hidden behind a user namespace."""

    identity: Identity | None = None
    before_exec: Callable[[], None] | None = None


def choose_disguise(data: Path, programs: Path) -> Disguise:
    """How PostgreSQL has to be started here. Nothing to do for an ordinary user.

    For root: the system user `weibo-ops`, made on first need, if it can reach the data and the programs; in folders
    that are root's alone (a clone under /root), a user namespace, so that no folder's permissions are opened up.
    Raises `BadSetting` when neither works.
    """
    if os.geteuid() != 0:
        return Disguise()
    user = _system_user()
    if user is not None and _reaches(user, data, programs):
        return Disguise(identity=user)
    disguise = _namespace_disguise(programs)
    if disguise is not None:
        return disguise
    raise BadSetting(
        say(
            f"PostgreSQL 不能以 root 身份运行，用户 {NAME} 又无法访问 {data}："
            "请把代码移到可访问的位置，或以普通用户运行。",
            f"PostgreSQL does not run as root and the user {NAME} cannot reach {data}: "
            "move the clone to where others may enter, or run as an ordinary user.",
        )
    )


def _system_user() -> Identity | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        program = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        if program is None:
            return None
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(  # noqa: S603
            [program, *options, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False
        )
        try:  # two clones may have made it at the same time
            entry = pwd.getpwnam(NAME)
        except KeyError:
            return None
    return Identity(entry.pw_uid, entry.pw_gid)


_PROBE: Final = 'test -x "$1" && test -r "$2/share/postgres.bki" && "$2/bin/postgres" --version'


def _reaches(user: Identity, data: Path, programs: Path) -> bool:
    """Tried, not computed: folders, links, mount options and libraries all have a say."""
    answer = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", _PROBE, "sh", str(data), str(programs)],
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return answer.returncode == 0


def _namespace_disguise(programs: Path) -> Disguise | None:
    """A new user namespace in which root is seen as a user that exists; None where the kernel refuses one."""
    ordinary = next((entry for entry in pwd.getpwall() if entry.pw_uid != 0), None)
    if _LIBC is None or ordinary is None:
        return None
    enter = partial(_enter_namespace, ordinary.pw_uid, ordinary.pw_gid)
    try:
        answer = subprocess.run(  # noqa: S603
            [str(programs / "bin" / "postgres"), "--version"],
            preexec_fn=enter,
            capture_output=True,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Disguise(before_exec=enter) if answer.returncode == 0 else None


def _enter_namespace(uid: int, gid: int) -> None:
    """Runs in the child between fork and exec: whoever is root outside becomes `uid` inside."""
    if _LIBC is None or _LIBC.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} 0 1", encoding="ascii")


def give_to(path: Path, owner: Identity | None) -> None:
    """Hand a folder and all in it to `owner` (None: to us) when somebody else has it. Only root can."""
    if os.geteuid() != 0:
        return
    target = owner or Identity(0, 0)
    if path.stat().st_uid == target.uid:
        return
    for folder, names, files in os.walk(path):
        for name in (*names, *files):
            os.chown(Path(folder) / name, target.uid, target.gid, follow_symlinks=False)
    os.chown(path, target.uid, target.gid)
