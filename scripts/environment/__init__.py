"""Everything that `scripts/demo`, `scripts/test` and `scripts/odoo` need, brought up on a bare machine.

Standard library only, one file per noun, in the order in which things are needed:

steps         progress, commands, and failures that say how to mend them
cache         the folder outside the checkout that holds what was set up, with locks
checkout      this checkout: its folders, its name, the fingerprint of its sources
debian        a Debian package fetched and unpacked without touching the system
odoo_source   where Odoo 19 comes from
python_env    the Python environments: one shared, one thin layer per checkout
embedded      the PostgreSQL server of our own, for machines that offer none
postgres      the server to use, given or embedded, and statements on it
odoo_run      Odoo's configuration file and command line
database      template databases and their copies, each carrying our mark
server        an Odoo that answers on a port, and its end
wkhtmltopdf   the program that prints PDFs
chromium      the browser for the end-to-end tests
workshop      all of the above put together, in one place
"""
