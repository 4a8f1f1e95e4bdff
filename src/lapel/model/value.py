"""Frozen, slotted values, cheap to define.

`dataclasses` compiles several functions for every class at import; with the number of nouns here that costs a short
command more than its work. This base does the same with none: equality, hash, representation and pickling follow the
fields, in the order of the annotations.
"""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeVar, dataclass_transform

V = TypeVar("V", bound="Value")


class _ValueType(type):
    """Turns the annotations of a class body into slots, and its assignments into defaults."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **_: Any) -> "_ValueType":
        names = tuple(n for n in _annotations(namespace) if n not in ("_fields", "_defaults", "_setters", "_silent"))
        defaults = {n: namespace.pop(n) for n in names if n in namespace}
        inherited = bases[0] if bases else None
        namespace["__slots__"] = names
        namespace["_fields"] = names + getattr(inherited, "_fields", ())
        namespace["_defaults"] = {**getattr(inherited, "_defaults", {}), **defaults}
        made = super().__new__(mcs, name, bases, namespace)
        made._setters = tuple(getattr(made, field).__set__ for field in namespace["_fields"])  # type: ignore[attr-defined]
        return made


def _annotations(namespace: dict[str, Any]) -> dict[str, Any]:
    """Read a class body's annotations; from Python 3.14 on they are made on demand, by a function in the body."""
    annotate = namespace.get("__annotate_func__") or namespace.get("__annotate__")
    found: dict[str, Any] = annotate(1) if annotate else namespace.get("__annotations__", {})
    return found


@dataclass_transform(frozen_default=True)
class Value(metaclass=_ValueType):
    """A frozen value with named fields.

    A subclass lists its fields as annotations, with defaults where they may be left out; own fields come before
    inherited ones. Fields named in ``_silent`` take no part in equality and hash.
    """

    _fields: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]
    _setters: ClassVar[tuple[Callable[[Any, Any], None], ...]]
    _silent: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **named: Any) -> None:
        for put, value in zip(self._setters, args, strict=False):
            put(self, value)
        names = self._fields
        if len(args) == len(names) and not named:
            return
        if len(args) > len(names):
            raise TypeError(f"{type(self).__name__} takes {len(names)} values, found {len(args)}")
        rest = {**self._defaults, **named}
        for name, put in zip(names[len(args) :], self._setters[len(args) :], strict=True):
            if name not in rest:
                raise TypeError(f"{type(self).__name__} needs {name!r}")
            put(self, rest[name])
        if named:
            self._check_names(set(named), len(args))

    def _check_names(self, named: set[str], filled: int) -> None:
        if twice := named & set(self._fields[:filled]):
            raise TypeError(f"{type(self).__name__} got {', '.join(sorted(twice))} twice")
        if unknown := named - set(self._fields):
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")

    def _values(self) -> Iterator[Any]:
        silent = self._silent
        return (getattr(self, name) for name in self._fields if name not in silent)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return type(self) is type(other) and tuple(self._values()) == tuple(other._values())

    def __hash__(self) -> int:
        return hash((type(self), *self._values()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields if name not in self._silent)
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in self._fields)


def replace(value: V, **changes: Any) -> V:
    """Copy a value with some fields changed."""
    return type(value)(**{name: getattr(value, name) for name in value._fields} | changes)
