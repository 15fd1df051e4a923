"""One function per endpoint: it only builds the ``Call``; ``WeiboClient`` and ``SyncWeibo`` make it."""
