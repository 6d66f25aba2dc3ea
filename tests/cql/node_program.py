"""Node and the packages of this folder, or the reason why there are none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def node_program() -> str:
    """The path of Node; where it or a package is missing the test is skipped."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("Node is not installed")
    if not (HERE / "node_modules").is_dir():
        pytest.skip("the Node packages are not installed; run `sh tools/node_packages.sh tests/cql`")
    return found
