"""Programs that run beside a measurement."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(argv: list[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a program until the block ends, what it says added to that file; ended hard after 30 s."""
    with log.open("ab") as out:
        process = subprocess.Popen(argv, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
