"""Validating a document with graphql-core's own rules, walked over faster.

For each document and each kind of node, graphql-core asks each of its thirty rules anew which
methods it has: half of the time that validating a small document takes. The answer depends on the
classes of the rules alone, and is found once here.

What is wrong may take long to find, or to tell: graphql-core prints a whole object for each of its
fields that is unknown. Here both end sooner than there.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

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

__all__ = ["SpecifiedRules", "validate"]

RULES: Final = tuple(specified_rules)

MOST_COMPARISONS: Final = 100_000
"""So many steps the rule may take that compares fields with fields: a quarter of a second at worst,
and enough for a hundred fragments with five fields in common."""
MOST_CHARACTERS: Final = 50_000
"""So long all errors of a document may be together, but for the one that makes them too long."""


def validate(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Return what Strawberry finds wrong with a document, for a schema without extensions.

    Where that takes too long to find or to tell, the last error says that the rest was left out.
    """
    return validate_document(schema, document, (SpecifiedRules,))


class SpecifiedRules(ValidationRule):
    """All rules of the specification as one: each sees what it would see beside the others."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        context.on_error = _with_an_end(context.on_error)  # type: ignore[assignment, method-assign]  # as graphql-core itself does
        self.rules = [rule(context) for rule in RULES]
        for rule in self.rules:
            if isinstance(rule, OverlappingFieldsCanBeMergedRule):
                rule.rule_context.remaining_complexity_budget = MOST_COMPARISONS
        self.skipping: list[Any] = [None] * len(RULES)
        """For each rule the node whose inside it does not want to see; BREAK: it has enough."""

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


def _with_an_end(report: Callable[[GraphQLError], None]) -> Callable[[GraphQLError], None]:
    """`report`, which ends the validation once what was reported is too long."""
    left = MOST_CHARACTERS

    def report_or_end(error: GraphQLError) -> None:
        nonlocal left
        report(error)
        left -= len(error.message)
        if left < 0:
            raise ValidationAbortedError(
                "The errors are too long to be told in full. Validation aborted."
            )

    return report_or_end


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
