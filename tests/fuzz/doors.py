"""Every door by its name."""

from __future__ import annotations

from collections.abc import Callable

import doors_records
import doors_service
import doors_site
from door_laws import Door

DOORS: dict[str, Callable[[], Door]] = {
    name.removesuffix("_door"): make
    for module in (doors_records, doors_service, doors_site)
    for name, make in vars(module).items()
    if name.endswith("_door") and name != "toml_door"
}
