"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
application = get_wsgi_application()

from weibo_ops.pulse import code_of_this_process  # noqa: E402 - when Django is ready

code_of_this_process()

_ = get_resolver().url_patterns  # all pages are loaded now and not by the first who asks
gc.collect()
gc.freeze()  # what stands by now lives as long as the process: no collection walks it while somebody waits
