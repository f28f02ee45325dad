"""The networks. Each is found by its entry point."""
