"""The frames of a GIF, counted by walking over its blocks: nothing is decoded, nothing is allocated."""

from typing import Final

_EXTENSION: Final = 0x21
_FRAME: Final = 0x2C
_END: Final = 0x3B


def count_frames(data: bytes, *, limit: int) -> int | None:
    """How many frames there are, counted up to `limit` + 1. None when the blocks lead beyond the end of the file."""
    try:
        position = 13 + _table(data[10])
        frames = 0
        while frames <= limit:
            mark = data[position]
            if mark == _END:
                return frames or None
            if mark == _FRAME:
                frames += 1
                position = _after_blocks(data, position + 11 + _table(data[position + 9]))
            elif mark == _EXTENSION:
                position = _after_blocks(data, position + 2)
            else:
                return None
    except IndexError:
        return None
    return frames


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    """The position behind a chain of length-prefixed blocks."""
    while data[position]:
        position += data[position] + 1
    return position + 1
