"""The whole suite in one module: what pytest is pointed at."""

from connect_tui.contract.reading import *
from connect_tui.contract.standing import *
from connect_tui.contract.streaming import *
from connect_tui.contract.untrusted import *
from connect_tui.contract.writing import *
