"""An emulator of the Weibo open platform: a process of its own that speaks real HTTP. Imports nothing of ours."""
