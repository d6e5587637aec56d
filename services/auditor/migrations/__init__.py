"""Migrations of the schema `auditor`."""
