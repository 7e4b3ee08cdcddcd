from . import entry, month
