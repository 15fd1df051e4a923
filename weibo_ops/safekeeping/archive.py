"""The file of a backup: an uncompressed tar of regular files with a manifest as its last member.

`database.dump` (pg_dump's custom format, compressed by itself), `uploads/…`, `audit/anchors.log` and `sandbox.sqlite`
when there are any, and `manifest.json` with size and SHA-256 of each. Whoever reads one trusts nothing in it: only
names that the manifest has, only regular files, only below the folder that is meant. Standard library only.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Final, Self

from weibo_ops.env import BadSetting, say

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database.dump"
SANDBOX: Final = "sandbox.sqlite"
ANCHORS: Final = "audit/anchors.log"
UPLOADS: Final = "uploads/"
CHUNK: Final = 1 << 20
LONGEST_MANIFEST: Final = 256 << 20


class BadArchive(BadSetting):
    """A file that cannot be a backup of ours, or no longer is a whole one."""


@dataclass(frozen=True)
class Part:
    """One member: its length and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds and what it takes to put it back."""

    made_at: str
    versions: dict[str, str]
    migrations: list[list[str]]
    rows: dict[str, int]
    keys: dict[str, int]
    """Fingerprint of each key → how many sealed values it opens."""
    parts: dict[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def uploads(self) -> list[str]:
        """Names of the uploaded files, as members."""
        return [name for name in self.parts if name.startswith(UPLOADS)]

    @property
    def size(self) -> int:
        """Bytes of all members together."""
        return sum(part.bytes for part in self.parts.values())

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


class Writer:
    """Writes an archive under a temporary name beside its final one, which `finish` gives it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_name(f".part-{os.getpid()}-{path.name}")
        self.parts: dict[str, Part] = {}
        self._file = self.temporary.open("xb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add exactly `size` bytes. Raises OSError when the source is shorter."""
        meter = _Meter(source)
        self._tar.addfile(_member(name, size), meter)
        self.parts[name] = Part(size, meter.sha.hexdigest())

    def add_file(self, name: str, path: Path) -> bool:
        """Add a file as long as it is now; False when it has gone meanwhile."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return False
        with source:
            self.add(name, source, os.fstat(source.fileno()).st_size)
        return True

    def finish(self, manifest: bytes) -> None:
        """Add the manifest, write all out, check what was written, give it its name. Raises `BadArchive`, OSError."""
        self._tar.addfile(_member(MANIFEST, len(manifest)), io.BytesIO(manifest))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        verify(self.temporary)
        self.temporary.chmod(0o600)
        self.temporary.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.temporary.unlink(missing_ok=True)


class _Meter:
    """Hashes what is read through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.sha.update(chunk)
        return chunk


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def verify(path: Path) -> Manifest:
    """Read the whole archive and compare every part with the manifest. Raises `BadArchive`."""
    with closing(_Reader(path)) as reader:
        for name in reader.manifest.parts:
            for _chunk in reader.chunks(name):
                pass
        return reader.manifest


def extract(path: Path, names: Mapping[str, Path]) -> None:
    """Write members to new files, checked once more on the way. Raises `BadArchive`; OSError for an existing file."""
    with closing(_Reader(path)) as reader:
        for name, target in names.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for chunk in reader.chunks(name):
                    file.write(chunk)


class _Reader:
    """An archive whose list of members agrees with its manifest."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadArchive(say(f"没有这个文件：{path}。", f"No such file: {path}."))
        self.path = path
        self._file = path.open("rb")
        try:
            self._members = self._read_members()
            self.manifest = self._read_manifest()
            self._check_members()
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def _read_members(self) -> dict[str, tarfile.TarInfo]:
        try:
            self._tar = tarfile.TarFile(fileobj=self._file, mode="r")
            members = self._tar.getmembers()
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise _not_ours(self.path) from error
        found = {member.name: member for member in members}
        if len(found) != len(members):
            raise _broken(self.path, "两个同名的部分", "two members of one name")
        return found

    def _read_manifest(self) -> Manifest:
        member = self._members.get(MANIFEST)
        if member is None or not member.isreg() or member.size > LONGEST_MANIFEST:
            raise _broken(self.path, "没有清单，可能没有写完", "no manifest; it may be cut off")
        try:
            return _manifest(json.loads(b"".join(self._raw(member))))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _broken(self.path, "清单无法识别", "the manifest makes no sense") from error

    def _check_members(self) -> None:
        if self.manifest.format != FORMAT:
            raise _broken(self.path, "由更新的版本写成", "it was written by a newer version")
        names = set(self._members) - {MANIFEST}
        if names != set(self.manifest.parts) or DATABASE not in names:
            raise _broken(self.path, "内容与清单不符", "members and manifest differ")
        for name in names:
            if not is_safe(name) or not self._members[name].isreg():
                raise _broken(self.path, f"含有不该有的部分 {name!r}", f"a member that must not be: {name!r}")

    def _raw(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        source = self._tar.extractfile(member)
        if source is None:
            raise _broken(self.path, "内容读不出来", "a member cannot be read")
        with source:
            while chunk := source.read(CHUNK):
                yield chunk

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part. Raises `BadArchive` at their end when they are not what the manifest says."""
        part, total, length = self.manifest.parts[name], hashlib.sha256(), 0
        try:
            for chunk in self._raw(self._members[name]):
                total.update(chunk)
                length += len(chunk)
                yield chunk
        except (tarfile.TarError, EOFError, OSError) as error:
            raise _broken(self.path, f"{name} 读不出来", f"{name} cannot be read") from error
        if (length, total.hexdigest()) != (part.bytes, part.sha256):
            raise _broken(self.path, f"{name} 已损坏", f"{name} is damaged")


def _manifest(found: dict[str, Any]) -> Manifest:
    parts = {str(name): Part(int(part["bytes"]), str(part["sha256"])) for name, part in found["parts"].items()}
    return Manifest(
        made_at=str(found["made_at"]),
        versions={str(name): str(value) for name, value in found["versions"].items()},
        migrations=[[str(app), str(name)] for app, name in found["migrations"]],
        rows={str(table): int(count) for table, count in found["rows"].items()},
        keys={str(name): int(count) for name, count in found["keys"].items()},
        parts=parts,
        format=int(found["format"]),
    )


def is_safe(name: str) -> bool:
    """Whether a member may be there: the database, the anchors, the sandbox, or a file below `uploads/`."""
    if name in {DATABASE, SANDBOX, ANCHORS}:
        return True
    pieces = PurePosixPath(name).parts
    plain = "\\" not in name and "\0" not in name and name == str(PurePosixPath(name))
    return plain and name.startswith(UPLOADS) and len(pieces) > 1 and ".." not in pieces


def _not_ours(path: Path) -> BadArchive:
    return BadArchive(say(f"{path} 不是备份文件，或没有写完。", f"{path} is no backup, or is cut off."))


def _broken(path: Path, chinese: str, english: str) -> BadArchive:
    return BadArchive(say(f"备份 {path} 不能用：{chinese}。", f"The backup {path} cannot be used: {english}."))
