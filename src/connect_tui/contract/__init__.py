"""What every provider promises, as tests. They come with the program, for whoever writes a provider:

    python -m connect_tui.contract my_package.harness:MyHarness

`my_package.harness` holds a `Harness` (`connect_tui.contract.harness`): the provider, and a way to act as
somebody else on its network. It needs pytest: pip install "connect-tui[contract]".
"""
