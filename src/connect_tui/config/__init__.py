"""Configuration: what the user wrote, checked and typed."""
