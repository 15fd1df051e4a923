"""Reading library files: encodings, spreadsheets, columns, rows. Nothing here writes to the database."""

from content.importing.columns import COLUMNS, export_header, guess_mapping, header_of
from content.importing.reading import Line, count_lines, read_lines
from content.importing.refused import refused_rows
from content.importing.rows import Refusal, Row, parse_row

__all__ = [
    "COLUMNS",
    "Line",
    "Refusal",
    "Row",
    "count_lines",
    "export_header",
    "guess_mapping",
    "header_of",
    "parse_row",
    "read_lines",
    "refused_rows",
]
