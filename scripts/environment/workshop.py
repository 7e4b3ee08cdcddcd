"""Everything put together: a machine on which this checkout's Odoo can run."""

from __future__ import annotations

import functools

from . import odoo_source, postgres, python_env, wkhtmltopdf
from .database import Databases
from .odoo_run import OdooRun


@functools.cache
def open_workshop() -> Databases:
    """Find or fetch Odoo, Python packages and PostgreSQL; what is there already is not done again."""
    odoo = odoo_source.find()
    env = python_env.for_odoo()
    return Databases(OdooRun(odoo, env, postgres.connect(env), wkhtmltopdf.folder()))
