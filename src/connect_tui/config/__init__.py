"""The configuration: its model, how it is read, where it lives, and where secrets are kept."""
