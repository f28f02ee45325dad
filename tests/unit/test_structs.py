"""What mypy does not look at: the keywords of `replace`."""

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

import connect_tui

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(connect_tui.__path__, "connect_tui.")
    if not found.name.endswith("__main__")
]
FIELDS = {
    field
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, msgspec.Struct)
    for field in value.__struct_fields__
}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_what_is_replaced_is_a_field(module: ModuleType) -> None:
    for call in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "replace":
            assert {word.arg for word in call.keywords if word.arg} <= FIELDS, f"line {call.lineno}"
