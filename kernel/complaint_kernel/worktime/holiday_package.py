"""One country of the package `holidays`, without the modules of all the others.

Importing `holidays.countries` reads every country on earth, a good part of what a command costs from cold. The module
of one country needs none of them, so it is read by itself, by the package's own list of modules; where the package is
laid out in another way it is asked as usual.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

EVERY_COUNTRY = "holidays.countries"


@cache
def country_codes() -> tuple[str, ...]:
    """The countries that there are, by their codes of two and of three letters and by name."""
    from holidays.registry import EntityLoader

    return tuple(EntityLoader.get_country_codes())


@cache
def holidays_of(country: str) -> Any:
    """The class of a country's holidays, by its code. Raises NotImplementedError for an unknown place."""
    return _by_itself(country) or _as_usual(country)


def _as_usual(country: str) -> Any:
    import holidays

    try:
        return getattr(holidays, country)
    except AttributeError:
        raise NotImplementedError(country) from None


def _by_itself(country: str) -> Any:
    import holidays

    if EVERY_COUNTRY in sys.modules:
        return None
    try:
        from holidays.registry import COUNTRIES

        found = ((module, names[0]) for module, names in COUNTRIES.items() if country in names)
        module, name = next(found)
        folder = Path(holidays.__file__).parent / "countries"
        spec = PathFinder.find_spec(f"{EVERY_COUNTRY}.{module}", [str(folder)])
        assert spec is not None and spec.loader is not None
        made = module_from_spec(spec)
        spec.loader.exec_module(made)
        return getattr(made, name)
    except Exception:  # the package's own way always works
        return None
