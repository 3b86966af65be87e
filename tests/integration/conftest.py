"""The fixtures live in harness/fixtures.py."""

import os
import sys

# Configs have secrets in them, and snmpolld refuses those that everybody can read.
os.umask(0o027)
sys.path.insert(0, os.path.dirname(__file__))

from harness.fixtures import *  # noqa: E402,F401,F403
