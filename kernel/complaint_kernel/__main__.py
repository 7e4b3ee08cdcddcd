"""`python -m complaint_kernel` is `complaint-kernel`."""

import sys

from .cli import main

sys.exit(main())
