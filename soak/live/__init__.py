"""Figures of the addon on a real Odoo: servers with worker processes, kill -9, many at once, dossiers, rights."""
