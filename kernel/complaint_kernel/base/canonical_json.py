"""One way to write data as JSON, so that equal data are equal bytes.

Keys are sorted, nothing stands between the parts, a number has no exponent and no needless zeros: 3.0 is 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring as _text
from typing import Any


def canonical(data: Any) -> str:
    """JSON values and Decimals as text. Raises ValueError for NaN and Infinity, TypeError for what JSON has not."""
    if isinstance(data, str):
        return _text(data)
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    if isinstance(data, (int, float, Decimal)):
        return _number(Decimal(repr(data)) if isinstance(data, float) else Decimal(data))
    if isinstance(data, Mapping):
        keys = sorted(data)
        return "{" + ",".join(f"{_text(key)}:{canonical(data[key])}" for key in keys) + "}"
    if isinstance(data, (list, tuple)):
        return "[" + ",".join(map(canonical, data)) + "]"
    raise TypeError(f"{type(data).__name__} is no JSON value")


def digest_of(data: Any) -> str:
    """The fingerprint of data, `sha256:…` over its canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(data).encode("utf-8", "surrogatepass")).hexdigest()


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no JSON number")
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
