"""Taking in what was said: rows into staging and from there into `Mention`. Called by the services."""
