"""Bundles as a bulk export would give them: the tests and the benchmarks take the same patients in both forms."""

from __future__ import annotations

from typing import Any

import msgspec


def as_ndjson(bundle: dict[str, Any]) -> dict[str, list[bytes]]:
    """A bundle's resources as bulk export would give them: lines by resource type, references as `Type/id`."""
    urls = {entry.get("fullUrl"): entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry}
    names = {url: f"{resource['resourceType']}/{resource.get('id', '')}" for url, resource in urls.items() if url}
    lines: dict[str, list[bytes]] = {}
    for resource in (entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry):
        lines.setdefault(resource["resourceType"], []).append(msgspec.json.encode(_renamed(resource, names)))
    return lines


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {k: names.get(v, v) if k == "reference" else _renamed(v, names) for k, v in value.items()}
    return [_renamed(item, names) for item in value] if isinstance(value, list) else value
