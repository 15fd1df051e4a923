"""Writes of the whole installation: what its round tells to people."""
