#!/usr/bin/env python
import os
import sys

import sentby  # noqa: F401  (first: it chooses the SQLite)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sentby.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
