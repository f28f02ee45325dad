"""What is shown, as pure functions: domain objects in, lines of pieces with roles out. No Textual."""
