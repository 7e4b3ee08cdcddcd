"""Look for files that take ways through the readers which no other file took: libFuzzer, by the package atheris.

Started by `hostile` as a program of its own, since libFuzzer never returns. What is new stays in the corpus folder.
"""

from __future__ import annotations

import hashlib
import site
import sys
from pathlib import Path


def main() -> None:
    packages, kind, ending, corpus, runs, seed = sys.argv[1:]
    site.addsitedir(packages)
    import atheris

    with atheris.instrument_imports(include=["complaint_kernel"]):
        from complaint_kernel import KernelError, WorktimeError
        from soak.readers import kinds

    read = next(one.read for one in kinds() if one.name == kind)
    folder = Path(corpus)
    scratch = folder.with_name(f"{folder.name}-now.{ending}")

    def one_input(content: bytes) -> None:
        scratch.write_bytes(content)
        try:
            read(scratch)
        except (KernelError, WorktimeError, OSError):
            pass
        except Exception:  # kept, so that whoever reads the corpus meets it
            (folder / f"crash-{hashlib.sha256(content).hexdigest()[:16]}").write_bytes(content)

    options = [f"-runs={runs}", f"-seed={seed}", "-max_len=60000", "-timeout=60", "-verbosity=0", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *options, str(folder)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
