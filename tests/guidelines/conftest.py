"""The laws of this folder share patients (some_patients.py)."""
