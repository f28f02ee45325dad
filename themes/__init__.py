"""Colours, as data."""
