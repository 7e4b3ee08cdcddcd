"""Odoo as a file: with worker processes it starts another one beside itself, by the name of what was started."""

from odoo.cli.command import main

main()
