"""Write what the image holds of Python packages, as CycloneDX (SECURITY DE-01): sbom.py LOCK VERSION > sbom.json.

Every package of the lock that is installed, by the version that is installed; one that is not the lock's is an error.
Debian's packages stand in the image's own /var/lib/dpkg/status, which every scanner reads.
"""

import json
import re
import sys
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path


def describe(lock: Path, version: str) -> dict[str, object]:
    """Return the bill of materials of this Python's packages."""
    locked = defaultdict(set)
    for name, pin in re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        locked[name].add(pin)  # several, where they depend on Python's version
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "redaktionssystem", "version": version}},
        "components": [found for name in sorted(locked) if (found := _describe_package(name, locked[name]))],
    }


def _describe_package(name: str, pins: set[str]) -> dict[str, object] | None:
    """Return one package; None for one that this platform does not need."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    version = about["Version"]
    if version not in pins:
        sys.exit(f"{name} is {version}, and the lock says {', '.join(sorted(pins))}")
    purl = f"pkg:pypi/{name}@{version}"
    licence = about.get("License-Expression") or (about.get("License") or "").split("\n")[0]
    named = {"licenses": [{"license": {"name": licence}}]} if licence else {}
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **named}


if __name__ == "__main__":
    json.dump(describe(Path(sys.argv[1]), sys.argv[2]), sys.stdout, indent=1)
