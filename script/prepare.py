"""What Django has to do before the processes start, in one process of its own: one start-up of Django, not five.

`python -m script.prepare [--demo]` with DATABASE_URL, REDIS_URL and WEIBO_OPS_DATA_DIR set.
"""

import argparse
import os

from script.terminal import exit_with, progress
from weibo_ops.catalogue import compile_catalogues
from weibo_ops.env import ROOT, BadSetting, say


def main(arguments: list[str]) -> int:
    """Migrate, compile, collect, make the first administrator and, with --demo, the sample company."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")
    progress(6, "准备译文与静态文件 …", "Preparing catalogue and static files …")
    compile_catalogues(ROOT / "locale")

    import django
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError

    django.setup()
    from weibo_ops.static_files import collect_static

    try:
        collect_static()
        progress(7, "更新数据库结构 …", "Updating the database …")
        call_command("migrate", interactive=False, verbosity=0)
        progress(8, "准备账号与数据 …", "Preparing people and data …")
        call_command("first_admin")
        if options.demo:
            call_command("load_demo")
    except CommandError as error:
        raise BadSetting(str(error)) from error
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0]
        raise BadSetting(say(f"数据库无法使用：{first}", f"The database cannot be used: {first}")) from error
    return 0


if __name__ == "__main__":
    exit_with(main)
