"""What this app tells once it is committed."""

from core.events import Event

campaign_changed = Event()
"""campaign_id: its filing, its times or its state are another."""
