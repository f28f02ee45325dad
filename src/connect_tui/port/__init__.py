"""The port, in parts: what a network has to offer so that people on it can be talked with.

`plugin` is what a package names, `login` how an account comes to be, `provider` what is asked of it,
`capabilities` what need not be asked, `answers` and `events` what it hands out, and `failures` what it raises
instead.

The program takes of these what it needs. Whoever writes a provider finds all of it in `connect_tui.provider`.
"""
