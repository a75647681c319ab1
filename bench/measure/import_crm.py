"""The import of a CRM's export, measured by bench/import_crm.py."""

import os
import re
import sys
import tempfile
from pathlib import Path

from bench import place
from bench.measure import crm_files

FILES_BESIDE = place.ROOT.parent / "shared" / "data" / "crm-sales-opportunities"
REPEAT = 50
MOST = 3.0


def run(bench: place.Bench, sizes: list[int]) -> list[str]:
    """Hand over to the import's own measure, which makes databases of its own; the sizes mean nothing to it."""
    del sizes
    with tempfile.TemporaryDirectory() as made:
        folder = data_folder()
        if folder is None:
            print("The trial data set is not here (KAM_CRM_DATA names its folder): files of the same shape are made.\n")
            folder = crm_files.write(Path(made))
        command = [sys.executable, "bench/import_crm.py", str(folder), "--repeat", str(REPEAT)]
        said = place.run(command, bench.environment()).strip()
    print(said)
    return broken_by(said)


def broken_by(said: str) -> list[str]:
    """The bar that the printed figures break, if they do."""
    ratio = float(re.search(r"ratio ([\d.]+)", said)[1])
    return [f"import: {ratio} times the floor, most {MOST:.0f}"] if ratio > MOST else []


def data_folder() -> Path | None:
    """The export that is used for trials, when it is on this machine."""
    given = os.environ.get("KAM_CRM_DATA", "")
    return next((folder for folder in (Path(given or "-"), FILES_BESIDE) if folder.is_dir()), None)
