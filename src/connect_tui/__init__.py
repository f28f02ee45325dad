"""connect-tui: a terminal client for people who are on social networks to talk."""
