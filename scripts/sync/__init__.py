"""Complaints between another system's files and Odoo: read → look up → send in batches → report.

A program of one's own takes `sync.client.Complaints` over a transport of `sync.transport`; so do the commands.
"""
