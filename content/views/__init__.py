"""Pages of the content library. Each view: door, one call, render."""
