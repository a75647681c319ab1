"""The machine in general words, so that figures can be read as what they are: ratios from one run."""

import os
import platform
from importlib.metadata import version

import psutil


def describe() -> str:
    """Cores, memory, load and the versions that matter."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, load {load:.1f} at the start; "
        f"Python {platform.python_version()}, Django {version('django')}, psycopg {version('psycopg')}"
    )
