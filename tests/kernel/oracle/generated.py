"""Generated conditions, for the tests that hold several readers of the condition language against each other."""

from hypothesis import strategies as st

ORDERED = ("<", "<=", ">", ">=", "==", "!=")


def compared(sides, figures, operators=ORDERED):
    """Comparisons of each side (a name or a computed figure) with each figure."""
    return st.builds("{} {} {}".format, st.sampled_from(sides), st.sampled_from(operators), st.sampled_from(figures))


def conditions(*atoms, most):
    """Conditions of at most so many atoms, joined by `and`, `or` and `not`."""
    return st.recursive(
        st.one_of(*(st.sampled_from(atom) if isinstance(atom, tuple) else atom for atom in atoms)),
        lambda part: st.one_of(
            st.builds("({} and {})".format, part, part),
            st.builds("({} or {})".format, part, part),
            st.builds("not ({})".format, part),
        ),
        max_leaves=most,
    )
