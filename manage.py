#!/usr/bin/env python
"""Django's command line. `script/manage` runs it inside the project's environment and data directory."""

import os
import sys

from weibo_ops.env import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
