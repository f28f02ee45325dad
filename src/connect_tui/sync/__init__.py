"""Sync: fetch, merge, send. Knows no screen; tells what happened by typed events."""
