from . import entry, month, payroll
