"""What the fields of a type are, whichever way it says so."""

import dataclasses
import inspect

from msgspec import Struct


def shape(kind: type) -> dict[str, object]:
    """The types of its fields as they are written, by name; none of what is neither a struct nor a dataclass."""
    if issubclass(kind, Struct):
        written: dict[str, object] = {}
        for base in reversed(kind.__mro__):
            written |= inspect.get_annotations(base)
        return {name: written[name] for name in kind.__struct_fields__}
    if dataclasses.is_dataclass(kind):
        return {field.name: field.type for field in dataclasses.fields(kind)}
    return {}
