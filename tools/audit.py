"""Look the locked packages up among known vulnerabilities; where that cannot be done, say so and pass.

Exit code 1 only when a vulnerability was found: a check that fails without a network would teach people to skip it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

LOCK = Path(__file__).parent.parent / "requirements.lock"
OPTIONS = (
    "--requirement",
    str(LOCK),
    "--disable-pip",
    "--require-hashes",
    "--progress-spinner",
    "off",
    "--format",
    "json",
)


def main() -> int:
    """Print one sentence, and one for each vulnerable package."""
    uv = which("uv") or which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        print("audit: not done, uv is not installed")
        return 0
    with TemporaryDirectory() as folder:
        found = Path(folder) / "audit.json"
        command = (uv, "tool", "run", "--quiet", "pip-audit", *OPTIONS, "--output", str(found))
        try:
            subprocess.run(command, capture_output=True, timeout=180, check=False)
        except subprocess.TimeoutExpired:
            print("audit: not done, the lookup took longer than three minutes")
            return 0
        if not found.exists():
            print("audit: not done, pip-audit or its data cannot be reached")
            return 0
        return report(json.loads(found.read_text()))


def report(answer: dict[str, list[dict[str, object]]]) -> int:
    """What pip-audit answered, in words; 1 when a package is vulnerable."""
    looked_up = [package for package in answer["dependencies"] if "skip_reason" not in package]
    vulnerable = [package for package in looked_up if package["vulns"]]
    for package in vulnerable:
        ids = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])  # type: ignore[attr-defined]
        print(f"audit: {package['name']} {package['version']} is vulnerable: {ids}")
    if not looked_up:
        print(f"audit: not done, none of {len(answer['dependencies'])} packages could be looked up")
    else:
        print(
            f"audit: {len(looked_up)} of {len(answer['dependencies'])} packages looked up, {len(vulnerable)} vulnerable"
        )
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
