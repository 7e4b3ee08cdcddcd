"""Complaints between another system's files and Odoo: read → look up → send in batches → report."""
