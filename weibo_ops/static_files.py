"""Static files: hashed and compressed by WhiteNoise, and of the front-end packages only what a browser asks for."""

from typing import Any, ClassVar, Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

IGNORED: Final = (
    "*.map",
    "*.d.ts",
    "*.md",
    "*.rtl.*",
    "*.esm.*",
    "package.json",
    "LICENSE*",
    "modular",
    "libs",
    "types",
    "extension",
    "*flags*",
    "*payments*",
    "*social*",
)
"""Patterns of names for collectstatic: source maps, other module formats, and what Tabler merely brings along."""


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Leaves references to source maps alone: packages name maps that they do not ship, which would be an error."""

    patterns: ClassVar[Any] = (("*.css", CompressedManifestStaticFilesStorage.patterns[0][1][:2]),)
