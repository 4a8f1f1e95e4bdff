"""Run the command line as ``python -m lapel.cli``."""

import sys

from lapel.cli import main

sys.exit(main())
