"""Measures KAM on many accounts: `python -m bench [requests|save|rescore|import|pdf] [--sizes 1000,10000,100000]`."""

import argparse
import sys
import time
from collections.abc import Callable

from bench import machine
from bench.measure import gaps, import_crm, pdf, requests, rescore, save
from bench.place import Bench, running
from kam.local.binaries import LocalError

SIZES = (1_000, 10_000, 100_000)

type Part = Callable[[Bench, list[int]], list[str]]

# Each prints its tables and returns what breaks a bar.
PARTS: dict[str, Part] = {
    "requests": requests.run,
    "save": save.run,
    "rescore": rescore.run,
    "gaps": gaps.run,
    "import": import_crm.run,
    "pdf": pdf.run,
}


def main(arguments: list[str]) -> int:
    """Run the parts; 1 when a bar is broken, so that a build can stop."""
    options = _options(arguments)
    begun = time.monotonic()
    broken: list[str] = []
    try:
        with running() as bench:
            print(machine.describe())
            for name in options.parts or PARTS:
                print(f"\n## {name}\n")
                broken += PARTS[name](bench, options.sizes)
    except LocalError as error:
        print(f"The bench cannot run: {error}")
        return 3
    print(f"\nDone in {time.monotonic() - begun:.0f} s.")
    for line in broken:
        print(f"BREACH: {line}")
    return 1 if broken else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=", ".join(PARTS))
    parser.add_argument("--sizes", type=_sizes, default=list(SIZES), help="numbers of accounts, with commas between")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return sorted({int(word.replace("_", "")) for word in text.split(",")})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
