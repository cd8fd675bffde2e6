"""Where members of a pension scheme nominate somebody (hr/engine/pension_nominations.toml)."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _data() -> dict[str, Any]:
    with (Path(__file__).parent / "pension_nominations.toml").open("rb") as file:
        return tomllib.load(file)


def nomination(law_scheme: str) -> tuple[str, str] | None:
    """Return the name and address of the page of a scheme, or None: HR gives out the form."""
    key = law_scheme.lower().replace("-", "_").split("_")[0]
    row = _data().get(key)
    return (row["name"], row["url"]) if row else None
