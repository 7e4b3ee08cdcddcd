"""Whether what people typed means something that has a name."""

import unicodedata


def nature_key(text):
    """What is compared: without regard to case, full width and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def is_asked(asked, names):
    """Whether one of the names is among those asked for (a set of keys), or contains the part asked for (a key)."""
    keys = {nature_key(name) for name in names}
    return any(asked in key for key in keys) if isinstance(asked, str) else bool(keys & asked)
