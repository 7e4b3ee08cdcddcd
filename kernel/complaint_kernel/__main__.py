"""`python -m complaint_kernel` is `complaint-kernel`."""

import sys

try:
    from .cli import main

    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
