"""Texts in tables: what a stranger wrote must not become a live formula in somebody's table."""

# What programs for tables take for the beginning of a formula.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(value):
    """A text of a CSV file that no program runs; figures stay figures."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_FORMULA) else value
