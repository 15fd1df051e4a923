"""What is told to the platform: the text, and the pack of evidence (P6)."""

from campaigns.filing.pack import pack_pdf, pack_zip
from campaigns.filing.text import filing_text

__all__ = ["filing_text", "pack_pdf", "pack_zip"]
