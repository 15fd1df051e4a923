"""The sample company 山岚 (fictitious): enough history to see every page alive. Loaded by `manage.py load_demo`."""
