"""The reliability figures of `scripts/soak`: a module for each section, each of which answers with `Figure`s."""
