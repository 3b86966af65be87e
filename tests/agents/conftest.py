"""The agents' own tests use the fixtures of the integration tests."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "integration"))

from harness.fixtures import *  # noqa: E402,F401,F403
