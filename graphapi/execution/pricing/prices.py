"""The price of an operation, known before it runs.

A price counts objects: one for every object that the answer can have, as `@listSize` bounds lists,
and the weight that `@cost` gives to a field each time it is called. Leaves are free unless they
have a weight. `@skip` and `@include` are taken as included, an interface or union as its most
expensive type, and a field that is written twice counts twice, even where the answer has it once.
So the answer never has more objects than its price, as long as no list is longer than the schema
says.

The price is analysed once for each operation: it is a number if it does not depend on variables,
else a few sums of them. A fragment is priced once for each type it is used on, however often it is
used.
"""

from collections.abc import Generator, Iterator, Mapping
from typing import Any, Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graphapi.execution.documents.stackless import solve
from graphapi.execution.pricing.argument_weights import ArgumentWeight, GivenWeight
from graphapi.execution.pricing.cost_directives import UNSAID_SIZE, Costs, FieldCost
from graphapi.execution.pricing.list_sizes import Size, size_of

__all__ = ["Formula", "MostExpensive", "Price", "find_most_expensive", "price_operation"]

META_FIELDS: Final = ("__schema", "__type")
MOST_KNOWN_PRICES: Final = 32
"""Clients ask for pages of few sizes; the prices for those are kept with the operation."""

Fragments = Mapping[str, FragmentDefinitionNode]


class _List(NamedTuple):
    """So many objects: `number` times the size at the place `size`, if there is one.

    Each costs `each`, and what the step `below` says, if there is one.
    """

    number: int
    size: int | None
    each: int
    below: int | None


class _Step(NamedTuple):
    """A sum of a constant, of lists, and of earlier steps; or else the largest of them."""

    constant: int
    steps: tuple[int, ...]
    lists: tuple[_List, ...] = ()
    is_maximum: bool = False


class Formula:
    """A price that depends on variables: steps in an order in which each needs earlier ones."""

    def __init__(self, sizes: tuple[Size | GivenWeight, ...], steps: tuple[_Step, ...]) -> None:
        self._sizes, self._steps = sizes, steps
        self._known: dict[tuple[int, ...], int] = {}

    def of(self, coerced: Mapping[str, Any]) -> int:
        """Return the price for these coerced variables."""
        sizes = tuple([size.of(coerced) for size in self._sizes])
        found = self._known.get(sizes)
        if found is None:
            found = self._sum(sizes)
            if len(self._known) < MOST_KNOWN_PRICES:
                self._known[sizes] = found
        return found

    def _sum(self, sizes: tuple[int, ...]) -> int:
        found: list[int] = []
        for constant, steps, lists, is_maximum in self._steps:
            price = constant
            for place in steps:
                price = max(price, found[place]) if is_maximum else price + found[place]
            for number, size, each, below in lists:
                one = each if below is None else each + found[below]
                price += number * one if size is None else number * sizes[size] * one
            found.append(price)
        return found[-1]


Price = int | Formula


class _Place(NamedTuple):
    """The price of something is that of a step."""

    step: int


class _Context(NamedTuple):
    """What the field above says of the lists below it."""

    fields: frozenset[str]
    size: int | Size


class _Key(NamedTuple):
    """A selection set, by its identity, on objects of a type, below a field that sizes lists."""

    selections: int
    type_name: str
    context: _Context | None


class MostExpensive(NamedTuple):
    """Where the most of a price comes from: a field that arguments can make cheaper, if any.

    They say how many objects there are or, where they `weigh`, are expensive themselves.
    """

    path: tuple[str, ...]
    price: int
    arguments: tuple[str, ...]
    remedy: str
    weigh: bool = False


def price_operation(
    costs: Costs,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    root_type: GraphQLObjectType,
) -> Price:
    """Return the price of a valid operation."""
    pricing = _Pricing(costs, fragments, None)
    found = pricing.price(operation.selection_set, root_type)
    if isinstance(found, int):
        return found
    return Formula(tuple(pricing.sizes), tuple(pricing.steps[: found.step + 1]))


def find_most_expensive(
    costs: Costs,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    root_type: GraphQLObjectType,
    coerced: Mapping[str, Any],
) -> MostExpensive:
    """Follow the most expensive field of each selection down from the root, with these variables.

    Returns the last one on the path that sizes a list, or the first whose arguments weigh more than
    everything below it.
    """
    pricing = _Pricing(costs, fragments, coerced)
    pricing.price(operation.selection_set, root_type)
    selections = operation.selection_set
    types: tuple[GraphQLObjectType, ...] = (root_type,)
    context: _Context | None = None
    path: list[str] = []
    found = MostExpensive((), -1, (), "")
    while True:
        share, key, node, cost = max(
            (pricing.share(node, type_, context) for type_ in types
             for node in pricing.fields(selections, type_)),
            key=lambda each: each[0],
            default=(0, "", None, None),
        )  # fmt: skip
        if not share or node is None:
            return found
        path.append(key)
        if cost is None:
            return found if found.arguments else MostExpensive(tuple(path), share, (), "")
        heavy = pricing.heavy_arguments(cost, node)
        if 2 * sum(heavy.values()) > share:
            return MostExpensive(tuple(path), share, tuple(heavy), "", weigh=True)
        arguments = () if cost.rule is None else cost.rule.arguments
        if arguments or not found.arguments:
            found = MostExpensive(tuple(path), share, arguments, cost.remedy)
        if node.selection_set is None:
            return found
        selections, types, context = node.selection_set, cost.types, pricing.context(cost, node)


class _Pricing:
    """One operation under way. With `coerced` variables every price is a number."""

    def __init__(
        self, costs: Costs, fragments: Fragments, coerced: Mapping[str, Any] | None
    ) -> None:
        self._costs, self._fragments, self._coerced = costs, fragments, coerced
        self._nodes: dict[int, SelectionSetNode] = {}
        self._known: dict[_Key, int | _Place] = {}
        self.sizes: dict[Size | GivenWeight, int] = {}
        """Each size or weight that variables decide, and its place."""
        self.steps: list[_Step] = []

    def price(self, node: SelectionSetNode, type_: GraphQLObjectType) -> int | _Place:
        """The price of these selections on one object, which itself does not count."""
        return solve(self._key(node, type_, None), self._selections, self._known, 0)

    def _key(
        self, node: SelectionSetNode, type_: GraphQLObjectType, context: _Context | None
    ) -> _Key:
        self._nodes[id(node)] = node
        return _Key(id(node), type_.name, context)

    def _selections(self, key: _Key) -> Generator[_Key, int | _Place, int | _Place]:
        type_: Any = self._costs.schema.type_map[key.type_name]
        constant = 0
        added: list[int] = []
        lists: list[_List] = []
        spread: set[str] = set()
        for node in self._nodes[key.selections].selections:
            if isinstance(node, FieldNode):
                name = node.name.value
                if name.startswith("__"):
                    constant += self._costs.of_introspection if name in META_FIELDS else 0
                    continue
                cost = self._costs.field(type_, name)
                weight, given = self._weight(cost, node)
                constant += weight
                if given is not None:
                    lists.append(_List(1, self._place(given), 1, None))
                if node.selection_set is None or not cost.types:
                    continue
                context = self.context(cost, node)
                below = []
                for each in cost.types:  # a comprehension could not yield
                    found = yield self._key(node.selection_set, each, context)
                    below.append(found)
                size = self._size(cost, node, key.context)
                one = self._maximum(below)
                if isinstance(size, int) and isinstance(one, int):
                    constant += size * (1 + one)
                else:
                    lists.append(self._list(size, one))
                continue
            inside = self._inside(node, type_, spread)
            if inside is not None:
                found = yield self._key(inside, type_, key.context)
                if isinstance(found, int):
                    constant += found
                else:
                    added.append(found.step)
        if not added and not lists:
            return constant
        return self._step(_Step(constant, tuple(added), tuple(lists)))

    def _inside(
        self,
        node: Any,
        type_: GraphQLObjectType,
        spread: set[str],
    ) -> SelectionSetNode | None:
        """The selections of a fragment that objects of the type have, not twice of one."""
        fragment: FragmentDefinitionNode | InlineFragmentNode = node
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name in spread:
                return None
            spread.add(name)
            fragment = self._fragments[name]
        condition = fragment.type_condition
        if condition is not None and condition.name.value != type_.name:
            above: Any = self._costs.schema.type_map[condition.name.value]
            if isinstance(above, GraphQLObjectType):
                return None
            if not self._costs.schema.is_sub_type(above, type_):
                return None
        return fragment.selection_set

    def _maximum(self, found: list[int | _Place]) -> int | _Place:
        constant = max((each for each in found if isinstance(each, int)), default=0)
        places = tuple(each.step for each in found if isinstance(each, _Place))
        if not places:
            return constant
        if len(found) == 1:
            return _Place(places[0])
        return self._step(_Step(constant, places, is_maximum=True))

    def _list(self, size: int | Size, one: int | _Place) -> _List:
        each, below = (1 + one, None) if isinstance(one, int) else (1, one.step)
        if isinstance(size, int):
            return _List(size, None, each, below)
        return _List(1, self._place(size), each, below)

    def _place(self, size: Size | GivenWeight) -> int:
        return self.sizes.setdefault(size, len(self.sizes))

    def _step(self, step: _Step) -> _Place:
        self.steps.append(step)
        return _Place(len(self.steps) - 1)

    def context(self, cost: FieldCost, node: FieldNode) -> _Context | None:
        """What this field says of the lists below it."""
        if cost.rule is None or not cost.rule.sized_fields:
            return None
        return _Context(
            cost.rule.sized_fields, self._known_size(size_of(cost.rule, cost.field, node))
        )

    def _weight(self, cost: FieldCost, node: FieldNode) -> tuple[int, GivenWeight | None]:
        """The weight of a field and its arguments, and what variables add to it."""
        total = cost.weight
        variables: list[tuple[str, ArgumentWeight]] = []
        for _, weight, given in self._arguments(cost, node):
            total += weight
            variables += given
        return total, GivenWeight(self._costs.inputs, tuple(variables)) if variables else None

    def heavy_arguments(self, cost: FieldCost, node: FieldNode) -> dict[str, int]:
        """What each argument of a field weighs, if it does."""
        return {name: weight for name, weight, _ in self._arguments(cost, node) if weight}

    def _arguments(
        self, cost: FieldCost, node: FieldNode
    ) -> Iterator[tuple[str, int, list[tuple[str, ArgumentWeight]]]]:
        """The arguments that can weigh: what each does, and the variables that add to it."""
        inputs = self._costs.inputs
        for each in (node.arguments or ()) if cost.arguments else ():
            known = cost.arguments.get(each.name.value)
            if known is None:
                continue
            weight, variables = known.when_given, list[tuple[str, ArgumentWeight]]()
            if known.depends:
                inside, variables = inputs.inside(known, each.value)
                weight += inside
            if variables and self._coerced is not None:
                weight += GivenWeight(inputs, tuple(variables)).of(self._coerced)
                variables = []
            yield each.name.value, weight, variables

    def _size(self, cost: FieldCost, node: FieldNode, context: _Context | None) -> int | Size:
        """How many objects the field has.

        Where the field above sizes it and it has a rule of its own, that is for each of them.
        """
        if not cost.is_list:
            return 1
        own = None
        if cost.rule is not None and not cost.rule.sized_fields:
            own = self._known_size(size_of(cost.rule, cost.field, node))
        if context is None or node.name.value not in context.fields:
            return UNSAID_SIZE if own is None else own
        above = context.size
        if own is None:
            return above
        if isinstance(own, Size):  # two variables at once: the one above at its most
            return own._replace(
                factor=above if isinstance(above, int) else above.largest or UNSAID_SIZE
            )
        return above * own if isinstance(above, int) else above._replace(factor=own)

    def _known_size(self, size: int | Size) -> int | Size:
        if isinstance(size, Size) and self._coerced is not None:
            return size.of(self._coerced)
        return size

    def fields(self, node: SelectionSetNode, type_: GraphQLObjectType) -> list[FieldNode]:
        """The fields of these selections on objects of the type, those of fragments among them."""
        found: list[FieldNode] = []
        pending = [node]
        spread: set[str] = set()
        while pending:
            for selection in pending.pop().selections:
                if isinstance(selection, FieldNode):
                    found.append(selection)
                    continue
                inside = self._inside(selection, type_, spread)
                if inside is not None:
                    pending.append(inside)
        return found

    def share(
        self, node: FieldNode, type_: GraphQLObjectType, context: _Context | None
    ) -> tuple[int, str, FieldNode, FieldCost | None]:
        """What a field costs with all below it, its response key, and what is known of it."""
        name = node.name.value
        key = (node.alias or node.name).value
        if name.startswith("__"):
            return self._costs.of_introspection if name in META_FIELDS else 0, key, node, None
        cost = self._costs.field(type_, name)
        total, _ = self._weight(cost, node)
        if node.selection_set is not None:
            size = self._size(cost, node, context)
            below = [
                self._known[self._key(node.selection_set, each, self.context(cost, node))]
                for each in cost.types
            ]
            one = self._maximum(below)
            assert isinstance(size, int)
            assert isinstance(one, int)
            total += size * (1 + one)
        return total, key, node, cost
