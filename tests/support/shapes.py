"""What the fields of a type are, whichever way it says so."""

import dataclasses

from msgspec import Struct
from msgspec.structs import fields


def shape(kind: type) -> dict[str, object]:
    """The types of its fields as they are written, by name; none of what is neither a struct nor a dataclass."""
    if issubclass(kind, Struct):
        return {field.name: kind.__annotations__.get(field.name, field.type) for field in fields(kind)}
    if dataclasses.is_dataclass(kind):
        return {field.name: field.type for field in dataclasses.fields(kind)}
    return {}
