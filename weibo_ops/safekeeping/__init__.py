"""Backup and restore: one archive with the database and the uploads; the keys apart."""

from typing import Final

BACKUP: Final = "backup"
"""The heartbeat that tells of the last backup."""
