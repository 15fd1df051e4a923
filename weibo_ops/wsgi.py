"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
application = get_wsgi_application()

from weibo_ops.pulse import code_of_this_process  # noqa: E402 - when Django is ready

code_of_this_process()
