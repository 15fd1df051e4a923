"""The one way in for files: known by content, limited, cleaned, kept under random names, served without trust.

An app declares a `Purpose` (what may come in and how large), its service calls `examine` and keeps the result inside
`kept(…)`, its view answers with `serve(…)` behind the owner's door. Nothing of what the browser says about a file is
believed: neither its name nor its type.
"""

from core.uploads.kinds import PICTURES, TABLES, Kind
from core.uploads.names import shown_name
from core.uploads.pictures import Picture, PictureRules, clean_picture, thumbnail_of
from core.uploads.pipeline import Upload, examine
from core.uploads.purposes import LARGEST, MB, Purpose
from core.uploads.serving import serve, serve_made, serve_picture
from core.uploads.sheets import sheet_text
from core.uploads.storing import drop, kept, kept_file
from core.uploads.workbooks import BrokenWorkbook, Sheet, open_sheets

__all__ = [
    "LARGEST",
    "MB",
    "PICTURES",
    "TABLES",
    "BrokenWorkbook",
    "Kind",
    "Picture",
    "PictureRules",
    "Purpose",
    "Sheet",
    "Upload",
    "clean_picture",
    "drop",
    "examine",
    "kept",
    "kept_file",
    "open_sheets",
    "serve",
    "serve_made",
    "serve_picture",
    "sheet_text",
    "shown_name",
    "thumbnail_of",
]
