"""YAML of parameters, as far as it means the same to everybody.

YAML 1.1 reads ``no`` as false, ``1:30`` as 90, ``010`` as 8 and ``2024-01-01`` as a date, and
its tags and aliases can hold other things than they show. Here a value without quotes is
what JSON would say, or text that no version of YAML takes for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kelan_analysis.briefs.strict_json import MOST_LEVELS, read_json
from kelan_analysis.errors import InputError

# The pure Python parser reads about 100 kB a second.
LONGEST = 200_000
_JSON_WORD = re.compile(r"true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
# Words and numbers of any version of YAML, and what begins as a number or a date does.
_AMBIGUOUS = re.compile(r"|~|[-+.]?\d.*|[-+]?\.(inf|nan)|y|n|yes|no|on|off|true|false|null|=|<<", re.I)


def read_yaml(text: str, file: str) -> Iterator[tuple[str, Any, int]]:
    """Yield each name of a YAML mapping with its value and the line that it stands on.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        What errors call it.

    Raises
    ------
    InputError
        If it is no mapping, a name stands twice, a value without quotes is ambiguous, or it
        holds tags, anchors or aliases.

    Examples
    --------
    >>> list(read_yaml("language: en\\nyear: 2023\\n", "p.yaml"))
    [('language', 'en', 1), ('year', 2023, 2)]
    >>> list(read_yaml("gate: no\\n", "p.yaml"))
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: p.yaml:1: gate: a value that YAML may read in two ways \
needs quotes. Found no; write "no", or true, false or null.
    """
    import yaml

    if len(text) > LONGEST:
        raise InputError(
            f"{file}: parameters in YAML may take {LONGEST} characters. Found {len(text)}; "
            "write JSON."
        )
    events = yaml.parse(text, Loader=yaml.SafeLoader)
    try:
        yield from _Reading(events, file).pairs()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1 + text.count("\n", 0, getattr(error, "position", 0))
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
        raise InputError(f"{file}:{line}: must be YAML. {said.capitalize()}.") from None


class _Reading:
    """Takes the events of one document in turn; nothing is resolved or constructed."""

    def __init__(self, events: Iterator[Any], file: str) -> None:
        import yaml

        self._kinds = yaml
        self._events = events
        self._file = file

    def pairs(self) -> Iterator[tuple[str, Any, int]]:
        event = self._next()
        while isinstance(
            event, (self._kinds.StreamStartEvent, self._kinds.DocumentStartEvent)
        ):
            event = self._next()
        if not isinstance(event, self._kinds.MappingStartEvent):
            raise self._error(
                event, "parameters are a mapping of names and values, `language: en`. Found none"
            )
        yield from self._members(self._plain_node(event, ""), 1)
        for event in self._events:
            if isinstance(event, self._kinds.DocumentStartEvent):
                raise self._error(event, "must be one document. Found a second one; remove it")

    def _members(self, event: Any, level: int) -> Iterator[tuple[str, Any, int]]:
        seen = set()
        while not isinstance(event := self._next(), self._kinds.MappingEndEvent):
            if not isinstance(event, self._kinds.ScalarEvent):
                raise self._error(event, "a name is text. Found a list, a table or an alias")
            name = self._plain_node(event, "").value
            if event.style is None and _AMBIGUOUS.fullmatch(name):
                raise self._error(
                    event, f"a name that YAML may read in two ways needs quotes. Found {name}"
                )
            if name in seen:
                raise self._error(event, f"a name may stand once. {name!r} is given twice")
            seen.add(name)
            yield name, self._value(self._next(), f"{name}: ", level + 1), event.start_mark.line + 1

    def _value(self, event: Any, field: str, level: int) -> Any:
        self._plain_node(event, field)
        if level > MOST_LEVELS:
            raise self._error(event, f"{field}a value may be {MOST_LEVELS} levels deep")
        if isinstance(event, self._kinds.MappingStartEvent):
            return {name: value for name, value, _ in self._members(event, level)}
        if isinstance(event, self._kinds.SequenceStartEvent):
            made = []
            while not isinstance(event := self._next(), self._kinds.SequenceEndEvent):
                made.append(self._value(event, field, level + 1))
            return made
        return self._scalar(event, field)

    def _scalar(self, event: Any, field: str) -> Any:
        if event.style is not None:
            return event.value
        if _JSON_WORD.fullmatch(event.value):
            line = event.start_mark.line
            name = field.removesuffix(": ")
            padded = "\n" * line + f'{{"": {event.value}}}'
            try:
                return next(read_json(padded, self._file))[1]
            except InputError as error:
                place, said = f"{self._file}:{line + 1}: ", str(error)
                raise InputError(f"{place}{name}: {said.removeprefix(place).lstrip(': ')}") from None
        if _AMBIGUOUS.fullmatch(event.value):
            raise self._error(
                event,
                f"{field}a value that YAML may read in two ways needs quotes. "
                f'Found {event.value or "nothing"}; write "{event.value}", or true, false or null',
            )
        return event.value

    def _plain_node(self, event: Any, field: str) -> Any:
        if isinstance(event, self._kinds.AliasEvent) or event.anchor:
            raise self._error(
                event,
                f"{field}each value must stand where it is used. Found the "
                f"{'alias' if isinstance(event, self._kinds.AliasEvent) else 'anchor'} "
                f"{event.anchor!r}; write it out",
            )
        if event.tag:
            raise self._error(
                event,
                f"{field}a value must be text, number, true, false, null, list or table. "
                f"Found the tag {event.tag.replace('tag:yaml.org,2002:', '!!')}; write it in quotes",
            )
        return event

    def _next(self) -> Any:
        return next(self._events)

    def _error(self, event: Any, said: str) -> InputError:
        return InputError(f"{self._file}:{event.start_mark.line + 1}: {said}.")
