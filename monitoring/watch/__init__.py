"""Watching what was said: matching, spikes, topics. Pure: rows and the clock are passed in."""
