"""The version of the kernel; each dossier names it."""

__version__ = "1.0.0"
