"""PDFs: Typst with the open font of the front-end packages, no system libraries."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

FONTS: Final = [
    settings.ROOT / "node_modules/@expo-google-fonts/noto-sans-sc" / folder for folder in ("400Regular", "700Bold")
]


def typeset(template: Path, values: Mapping[str, Any], *, root: Path | None = None) -> bytes:
    """The bytes of a PDF. Each value comes to the template as JSON in `sys.inputs`; files are read below `root` only.

    Same values, same bytes: no time of day goes in.
    """
    made: bytes = typst.compile(
        str(template),
        root=str(root or template.parent),
        font_paths=[str(folder) for folder in FONTS],
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in values.items()},
        timestamp=0,
    )
    return made
