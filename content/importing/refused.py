"""The rows of a file that were refused, as they came."""

from collections.abc import Iterator

from content.importing.reading import read_lines
from content.models import PostImport
from core.exports import own_text


def refused_rows(found: PostImport) -> tuple[list[str], Iterator[list[str]]]:
    """The header, and each refused row with its line and the reason behind its own cells. Reads the kept file again."""
    with found.file.open("rb") as file, read_lines(file) as lines:
        header = [cell.strip() for cell in next(lines).cells]
    return header, _rows(found, len(header))


def _rows(found: PostImport, width: int) -> Iterator[list[str]]:
    reasons = dict(found.job.refusals.order_by("pk").values_list("line", "reason"))
    if not reasons:
        return
    with found.file.open("rb") as file, read_lines(file) as lines:
        for line in lines:
            if line.number in reasons:
                cells = [own_text(cell) for cell in line.cells]
                cells = [*cells, *[""] * (width - len(cells))]
                yield [*cells, str(line.number), reasons[line.number]]
