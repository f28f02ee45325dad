"""Every provider of ours keeps what the port promises: the suite that third parties run on theirs."""

from connect_tui.contract.suite import *
