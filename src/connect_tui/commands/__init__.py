"""What the command line does, one command a module. They compose; the work is done elsewhere."""
