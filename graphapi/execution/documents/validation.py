"""Validating a document with graphql-core's own rules, in half the time.

For each document and each kind of node, graphql-core looks up which methods each of its thirty
rules has. That takes half the time of validating a small document. The result depends only on the
classes of the rules, so it is looked up once here.

Errors may take long to find or to report: graphql-core prints a whole object for each of its
unknown fields. Here both are limited.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from graphql import (
    BREAK,
    SKIP,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValidationRule,
    specified_rules,
)
from graphql.language.visitor import EnterLeaveVisitor
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.schema import validate_document

__all__ = ["SpecifiedRules", "Validation", "validate", "validate_counting"]

RULES: Final = tuple(specified_rules)

MOST_COMPARISONS: Final = 100_000
"""So many steps the rule may take that compares fields with fields: a quarter of a second at worst,
and enough for a hundred fragments with five fields in common."""
MOST_FRAGMENT_STEPS: Final = 20_000
"""The steps of all rules that follow fragments from each operation that spreads them."""
MOST_DEFINITIONS: Final = 1_000
"""The operations and fragments that are validated: most rules restart with each of them."""
MOST_CHARACTERS: Final = 50_000
"""So long all errors of a document may be together, except for the one that makes them too long."""
MOST_SEARCHED: Final = 3_000_000
"""The characters searched for the locations of errors: each error searches the whole text."""
CHARACTERS_PER_LINE: Final = 8
"""Finding the end of a line takes as long as searching so many characters."""
MOST_SUGGESTIONS: Final = 10
"""The errors that offer names: each compares the unknown name with all known ones."""


class Validation(NamedTuple):
    """The errors of a document, and how many steps it took to find them."""

    errors: list[GraphQLError]
    steps: int
    """The steps of the rules whose work is not bounded by the length of the document."""


def validate(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Return the errors that Strawberry finds in a document, for a schema without extensions.

    If finding or reporting them takes too long, the last error says that validation was aborted.
    """
    return validate_counting(schema, document).errors


def validate_counting(schema: GraphQLSchema, document: DocumentNode) -> Validation:
    """Validate like `validate`, and count the steps that it takes."""
    definitions = len(document.definitions)
    if definitions > MOST_DEFINITIONS:
        message = (
            f"The document has {definitions:,} definitions, and {MOST_DEFINITIONS:,} is the most. "
            "Validation aborted."
        )
        return Validation([ValidationAbortedError(message)], 0)
    rules: list[SpecifiedRules] = []

    class Rules(SpecifiedRules):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            rules.append(self)

    errors = validate_document(schema, document, (Rules,))
    return Validation(errors, rules[0].steps)


class SpecifiedRules(ValidationRule):
    """All rules of the specification as one: each sees what it would see beside the others."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        _bound_errors(context)
        self._left = _bound_fragment_steps(context)
        self.rules = [rule(context) for rule in RULES]
        for rule in self.rules:
            if isinstance(rule, OverlappingFieldsCanBeMergedRule):
                rule.rule_context.remaining_complexity_budget = MOST_COMPARISONS
                self._overlapping = rule.rule_context
        self.skipping: list[Any] = [None] * len(RULES)
        """For each rule the node whose inside it does not want to see; BREAK: it has enough."""

    @property
    def steps(self) -> int:
        """How many comparisons of fields, and steps through fragments, were taken so far."""
        comparisons = MOST_COMPARISONS - self._overlapping.remaining_complexity_budget
        return comparisons + MOST_FRAGMENT_STEPS - self._left()

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        """Return the functions to call before and after the inside of a node of this kind."""
        found = self.enter_leave_map.get(kind)
        if found is None:
            found = self.enter_leave_map[kind] = self._methods(kind)
        return found

    def _methods(self, kind: str) -> EnterLeaveVisitor:
        entering = [
            (place, getattr(self.rules[place], name))
            for place, name, _ in _names_of_methods(kind)
            if name is not None
        ]
        leaving = [
            (place, None if name is None else getattr(self.rules[place], name))
            for place, _, name in _names_of_methods(kind)
        ]
        skipping = self.skipping

        def enter(node: Any, *place_in_document: Any) -> None:
            for place, method in entering:
                if skipping[place] is None:
                    wish = method(node, *place_in_document)
                    if wish is SKIP or wish is False:
                        skipping[place] = node
                    elif wish is BREAK or wish is True:
                        skipping[place] = BREAK

        def leave(node: Any, *place_in_document: Any) -> None:
            for place, method in leaving:
                if skipping[place] is node:
                    skipping[place] = None
                elif skipping[place] is None and method is not None:
                    wish = method(node, *place_in_document)
                    if wish is BREAK or wish is True:
                        skipping[place] = BREAK

        return EnterLeaveVisitor(enter if entering else None, leave if leaving else None)


def _bound_errors(context: ValidationContext) -> None:
    """Abort a validation whose errors become too long, or take too long to locate.

    After some errors no more names are offered.
    """
    report = context.on_error
    characters, searched, suggestions = MOST_CHARACTERS, MOST_SEARCHED, MOST_SUGGESTIONS
    location = context.document.loc
    text = "" if location is None else location.source.body
    ends = text.count("\n") + text.count("\r")
    searched_by_one = len(text) + CHARACTERS_PER_LINE * ends

    def report_or_end(error: GraphQLError) -> None:
        nonlocal characters, searched, suggestions
        report(error)
        characters -= len(error.message)
        searched -= searched_by_one
        suggestions -= 1
        if characters < 0 or searched < 0:
            raise ValidationAbortedError(
                "The errors are too long to be told in full. Validation aborted."
            )
        if suggestions <= 0:
            context._hide_suggestions = True  # noqa: SLF001 - it has no public setter

    context.on_error = report_or_end  # type: ignore[method-assign]  # as graphql-core itself does


def _bound_fragment_steps(context: ValidationContext) -> Callable[[], int]:
    """Let a validation end that follows fragments for too long; returns how many steps are left."""
    left = MOST_FRAGMENT_STEPS

    def spend(cost: int) -> None:
        nonlocal left
        left = max(0, left - cost)
        if not left:
            raise ValidationAbortedError("Validation aborted.")

    context.spend_fragment_work = spend  # type: ignore[method-assign]  # to have it bounded lower
    return lambda: left


@lru_cache(maxsize=256)
def _names_of_methods(kind: str) -> tuple[tuple[int, str | None, str | None], ...]:
    """The places of the rules that look at such nodes, with the names of their two methods."""
    found = []
    for place, rule in enumerate(RULES):
        enter, leave = _name(rule, "enter", kind), _name(rule, "leave", kind)
        if enter is not None or leave is not None:
            found.append((place, enter, leave))
    return tuple(found)


def _name(rule: type, verb: str, kind: str) -> str | None:
    names = (f"{verb}_{kind}", verb)
    return next((name for name in names if hasattr(rule, name)), None)
