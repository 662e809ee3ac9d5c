#!/usr/bin/env python
"""Django's own door; ``bin/manage`` is the same door with the servers started."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qualitysup.settings")
    execute_from_command_line(sys.argv)
