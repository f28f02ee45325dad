"""Parts of screens. They get domain objects and post messages."""
