"""The laws of this folder share patients (some_patients.py), and the second writing of the base article (knowledge/)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "knowledge"))
