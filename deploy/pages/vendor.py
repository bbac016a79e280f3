"""Copy what the pages take from others out of npm packages: `python deploy/pages/vendor.py`, after a new version.

npm installs what `package-lock.json` names, checked against its hashes, into a folder that is thrown away; of that only
the files named here are kept. `SHA256SUMS` beside them says what they are; a test compares.
"""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "app" / "web" / "static" / "vendor"
KERN, HTMX = "@kern-ux/native", "htmx.org"
FILES = {
    "kern.min.css": f"{KERN}/dist/kern.min.css",
    "kern-LICENSE.md": f"{KERN}/LICENSE.md",
    "FiraSans-Regular.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-Regular.woff2",
    "FiraSans-SemiBold.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-SemiBold.woff2",
    "htmx.min.js": f"{HTMX}/dist/htmx.min.js",
    "htmx-LICENSE": f"{HTMX}/LICENSE",
}


def main() -> None:
    """Fill the folder anew."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        shutil.rmtree(TARGET, ignore_errors=True)
        TARGET.mkdir(parents=True)
        for name, source in FILES.items():
            shutil.copyfile(Path(folder, "node_modules", source), TARGET / name)
    sums = [f"{hashlib.sha256((TARGET / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(FILES)]
    (TARGET / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    main()
