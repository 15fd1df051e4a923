"""An archive is believed only as far as it can be checked."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.weibo_ops.safekeeping.archives import DUMP, good, manifest, member, write
from weibo_ops.safekeeping.archive import BadArchive, Writer, extract, is_safe, verify


def test_a_good_one_is_read(tmp_path: Path) -> None:
    path = good(tmp_path / "a.tar")
    found = verify(path)
    assert found.uploads == ["uploads/a/b.png"] and found.size == len(DUMP) + 7
    extract(path, {"uploads/a/b.png": tmp_path / "out/b.png"})
    assert (tmp_path / "out/b.png").read_bytes() == b"picture"


def parts_of(*names: str) -> dict[str, bytes]:
    return {"database.dump": DUMP} | dict.fromkeys(names, b"x")


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "a file above": lambda path: good(path, parts_of("uploads/../../etc/cron.d/x")),
    "an absolute name": lambda path: good(path, parts_of("/etc/passwd")),
    "another folder": lambda path: good(path, parts_of("postgres/PG_VERSION")),
    "the keys": lambda path: good(path, parts_of("secrets.env")),
    "a backslash": lambda path: good(path, parts_of("uploads/..\\..\\x")),
    "a name that is not its own": lambda path: good(path, parts_of("uploads//x")),
    "the folder itself": lambda path: good(path, parts_of("uploads/")),
    "a symbolic link": lambda path: write(
        path,
        member("database.dump", DUMP),
        member("uploads/x", type=tarfile.SYMTYPE, linkname="/etc"),
        member("manifest.json", manifest(parts_of("uploads/x"))),
    ),
    "a hard link": lambda path: write(
        path,
        member("database.dump", DUMP),
        member("uploads/x", type=tarfile.LNKTYPE, linkname="database.dump"),
        member("manifest.json", manifest(parts_of("uploads/x"))),
    ),
    "a device": lambda path: write(
        path,
        member("database.dump", DUMP),
        member("uploads/x", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
        member("manifest.json", manifest({"database.dump": DUMP, "uploads/x": b""})),
    ),
    "a member twice": lambda path: write(
        path,
        member("database.dump", DUMP),
        member("uploads/x", b"1"),
        member("uploads/x", b"2"),
        member("manifest.json", manifest({"database.dump": DUMP, "uploads/x": b"2"})),
    ),
    "a member too many": lambda path: write(
        path,
        member("database.dump", DUMP),
        member("uploads/x", b"1"),
        member("manifest.json", manifest({"database.dump": DUMP})),
    ),
    "a member too few": lambda path: write(
        path, member("database.dump", DUMP), member("manifest.json", manifest(parts_of("uploads/x")))
    ),
    "no database": lambda path: good(path, {"uploads/x": b"x"}),
    "no manifest": lambda path: write(path, member("database.dump", DUMP)),
    "a manifest that is a link": lambda path: write(
        path, member("database.dump", DUMP), member("manifest.json", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    ),
    "a manifest of nonsense": lambda path: write(
        path, member("database.dump", DUMP), member("manifest.json", b'{"parts": [1]}')
    ),
    "a manifest that is no JSON": lambda path: write(
        path, member("database.dump", DUMP), member("manifest.json", b"\xff\x00")
    ),
    "a newer format": lambda path: good(path, format=2),
    "a wrong hash": lambda path: write(
        path, member("database.dump", DUMP[::-1]), member("manifest.json", manifest({"database.dump": DUMP}))
    ),
    "a wrong length": lambda path: write(
        path, member("database.dump", DUMP + b"x"), member("manifest.json", manifest({"database.dump": DUMP}))
    ),
    "a compressed one": lambda path: write(
        path, member("database.dump", DUMP), member("manifest.json", manifest({"database.dump": DUMP})), mode="w:gz"
    ),
    "an empty one": lambda path: write(path),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_one_is_refused_with_one_sentence(tmp_path: Path, name: str) -> None:
    path = HOSTILE[name](tmp_path / "hostile.tar")
    with pytest.raises(BadArchive) as error:
        verify(path)
    assert str(path) in str(error.value) and str(error.value).endswith("。")


def test_one_that_was_cut_off_or_bent_anywhere_is_refused(tmp_path: Path) -> None:
    whole = good(tmp_path / "whole.tar").read_bytes()
    end = whole.rstrip(b"\0")
    path = tmp_path / "cut.tar"
    for length in range(0, len(end), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(BadArchive):
            verify(path)
    for place in (512, 520, 1536 + 2):  # in the dump, and in a picture
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadArchive):
            verify(path)
    for other in (tmp_path / "nothing.tar", tmp_path):
        with pytest.raises(BadArchive, match="没有这个文件"):
            verify(other)


def test_nothing_is_overwritten_on_the_way_out(tmp_path: Path) -> None:
    path = good(tmp_path / "a.tar")
    (tmp_path / "there").write_text("mine")
    with pytest.raises(FileExistsError):
        extract(path, {"database.dump": tmp_path / "there"})
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"."):
        extract(path, {"database.dump": tmp_path / "link"})
    assert not (tmp_path / "elsewhere").exists()


def test_an_unfinished_one_never_has_its_name(tmp_path: Path) -> None:
    path, picture = tmp_path / "a.tar", tmp_path / "picture"
    picture.write_bytes(b"picture")
    with pytest.raises(RuntimeError), Writer(path) as writer:
        writer.add_file("uploads/x", picture)
        raise RuntimeError
    assert sorted(each.name for each in tmp_path.iterdir()) == ["picture"]
    with Writer(path) as writer, pytest.raises(BadArchive):
        writer.add_file("uploads/x", picture)
        writer.finish(b"{}")
    assert not path.exists()
    with Writer(path) as writer:
        assert writer.add_file("database.dump", picture)
        assert not writer.add_file("uploads/gone", tmp_path / "gone")
        writer.finish(manifest({"database.dump": b"picture"}))
    assert path.exists() and path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("name", "safe"), [("uploads/中文 图.png", True), ("uploads/a/../b", False), ("", False)])
def test_names(name: str, safe: bool) -> None:
    assert is_safe(name) == safe
