"""The command that runs the proofs in full length: it counts what passed, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHORT = """
import sys
from tests.proofs import __main__ as proofs
proofs.PROOFS["kurz"] = ("eine Probe", [sys.argv[1]])
sys.exit(proofs.main(["kurz"]))
"""


@pytest.mark.parametrize(("second", "code", "failed"), [("True", 0, 0), ("False", 1, 1)])
def test_a_proof_tells_how_many_of_its_tests_did_not_pass(tmp_path, second, code, failed):
    proof = tmp_path / "test_short.py"
    proof.write_text(f"def test_one():\n    assert True\n\ndef test_two():\n    assert {second}\n")
    done = subprocess.run(
        [sys.executable, "-c", SHORT, str(proof)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert f"| kurz | eine Probe | 2 | {failed} |" in done.stdout
