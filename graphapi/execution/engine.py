"""The engine: takes a document and variables, gives an answer.

Everything that does not depend on the variables is done once per document and operation name, and
cached within a limit of bytes. Operations that the compiler does not support run on graphql-core;
`Prepared.reason` says why.
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from graphql import ExecutionResult, GraphQLError, GraphQLObjectType, OperationType, execute
from graphql.execution.values import VariableValues
from strawberry.schema.schema import Schema, StrawberryGraphQLCoreExecutionContext

from graphapi.execution.code.compilation import compile_plan
from graphapi.execution.documents.documents import Document, core_schema
from graphapi.execution.operations.budgets import OF_UNCOMPILED, Budget, price_with
from graphapi.execution.operations.explanation import explain
from graphapi.execution.operations.preparation import Preparation
from graphapi.execution.operations.prepared import Prepared, prepare_operation
from graphapi.execution.planning.declared import NOTHING_DECLARED, Declared
from graphapi.execution.planning.field_calls import BACKREF
from graphapi.execution.planning.plans import NotPlannableError, Plan
from graphapi.execution.planning.resolve_infos import info_class_for
from graphapi.execution.planning.value_classes import LearnedClasses
from graphapi.execution.planning.variables import Values
from graphapi.execution.pricing.cost_directives import Costs
from graphapi.execution.pricing.document_prices import ReadingMeter
from graphapi.execution.requests.answer import Answer
from graphapi.execution.requests.operation_limits import UNLIMITED, Limits, check_variables
from graphapi.execution.running.executions import Execution
from graphapi.execution.running.extension_hooks import (
    reason_against_extensions,
    schema_with_injection,
)
from graphapi.execution.running.fragments import FragmentStore
from graphapi.execution.running.long_operations import LONG_PRICE, LongRunner, answer_long_query
from graphapi.runtime.caches import ByteCache, CacheFigures

__all__ = ["Engine"]

MEBIBYTE: Final = 1024 * 1024
BYTES_PER_FIELD: Final = 1_500
BYTES_PER_FIRST_RUN: Final = 500
BYTES_PER_PLAN: Final = 5_000
"""What planning takes beside the generated code; measured with tracemalloc."""
MANY_OBJECTS: Final = 500
"""The price from which graphql-core may take longer, at 10 µs a field, than compiling."""


@dataclass(frozen=True)
class _Rejected:
    """Stands in the plan cache for an operation that can't be compiled."""

    reason: str


_RUN_ONCE: Final = _Rejected("run once")


class Engine:
    """Executes operations of one Strawberry schema by compiling them.

    `document_cache_bytes` and `plan_cache_bytes` limit the caches of documents and of compiled
    plans. A document cache of 0 parses every request; a plan cache of 0 turns the compiler off, and
    everything runs on graphql-core.

    Compiling takes longer than executing a small operation once on graphql-core. So an operation
    with few fields or few lists runs there the first time and is compiled the second time, unless
    `compile_immediately` is set or its price is high.

    `declared` says what the compiler cannot know of the schema's types; see `Declared`. Selections
    on immutable objects are cached as encoded JSON, up to `fragment_cache_bytes`, for each version
    (an argument of `run`).

    `size` is that of the data: prices follow it where the schema says so (`argument_weights.py`).
    An engine caches prices, so data of another size needs another engine.

    Without `limits` a request may ask for anything. The schema's `process_errors`, which logs, is
    called with all errors; if `reports_errors` is off, that is left to the caller. The meter and
    the tracer of root fields are told the `sender` of each request.
    """

    def __init__(
        self,
        schema: Schema,
        *,
        document_cache_bytes: int = 32 * MEBIBYTE,
        plan_cache_bytes: int = 64 * MEBIBYTE,
        compile_immediately: bool = False,
        declared: Declared = NOTHING_DECLARED,
        fragment_cache_bytes: int = 64 * MEBIBYTE,
        limits: Limits = UNLIMITED,
        size: int = 0,
        reports_errors: bool = True,
    ) -> None:
        self.schema = schema
        self._root_field_begins: Callable[[Any, str], None] | None = None
        self._preparation = Preparation(schema, limits, self._analyse, document_cache_bytes)
        self._plans: ByteCache[Plan | Answer | _Rejected] = ByteCache(plan_cache_bytes)
        self._learned = LearnedClasses(declared.classes)
        for type_ in core_schema(schema).type_map.values():
            if isinstance(type_, GraphQLObjectType) and type_.is_type_of is None:
                self._learned.learn_plain(_origin(type_))
        self._compile_immediately = compile_immediately
        self.limits = limits
        self._checks_variables = limits.bounds_variables
        self._costs = Costs(core_schema(schema), size)
        self._max_cost = limits.max_cost
        self._budget = Budget(schema, self._costs, self._max_cost)
        self._reports_errors = reports_errors
        self._declared = declared
        self._fragments = FragmentStore(fragment_cache_bytes)
        self._caches_fragments = bool(declared.immutable and fragment_cache_bytes)
        self._info_class = info_class_for(schema.config.info_class)
        self._extended = schema_with_injection(schema) if schema.extensions else None
        self._whole_schema_reason = _reason_against_schema(schema, plan_cache_bytes)
        self._run_long: LongRunner | None = None
        self._long_price = LONG_PRICE

    @property
    def figures(self) -> dict[str, CacheFigures]:
        """The figures of the caches so far, by name."""
        return {
            "documents": self._preparation.figures,
            "plans": self._plans.figures,
            "fragments": self._fragments.figures,
        }

    @property
    def documents_read(self) -> int:
        """How many documents were parsed so far."""
        return self._preparation.documents_read

    def charge_reading_to(self, meter: ReadingMeter) -> None:
        """Let `meter` charge for each document that is read from now on."""
        self._preparation.meter = meter

    def use_size(self, size: int) -> None:
        """Let prices follow data of another size from now on; `size` as in the constructor.

        What was prepared before is prepared again: call it when much has changed.
        """
        self._costs = Costs(core_schema(self.schema), size)
        self._budget = Budget(self.schema, self._costs, self._max_cost)
        self._preparation.forget()

    def forget_fragments(self) -> None:
        """Drop the cached fragments, when the data that they belong to are not used any more."""
        self._fragments.clear()

    def set_long_runner(self, run_long: LongRunner, least_price: int = LONG_PRICE) -> None:
        """Let `run_long` run queries of at least this price from now on; see `LongRunner`."""
        self._run_long, self._long_price = run_long, least_price

    def call_at_root_fields(self, root_field_begins: Callable[[Any, str], None]) -> None:
        """Call this with the sender and the key of each root field that begins from now on.

        Set it before the first operation runs. It is not called where a whole operation is left to
        Strawberry.
        """
        self._root_field_begins = root_field_begins

    def prepare(
        self, query: str, operation_name: str | None = None, sender: Any = None
    ) -> Prepared:
        """Parse, validate and analyse a document, or take it from the cache.

        A document that can't be executed has `errors`. Raises only what the meter raises, which
        charges the `sender`. Hold the result until the end of the request: meanwhile, a document
        that is too large for the cache is not parsed again.
        """
        return self._preparation.prepare(query, operation_name, sender)

    def known(self, query: str, operation_name: str | None = None) -> Prepared | None:
        """Return what `prepare` would find in its cache; None if it would have to work."""
        return self._preparation.known(query, operation_name)

    def _analyse(self, document: Document, operation_name: str | None) -> Prepared:
        prepared = prepare_operation(
            self.schema, document, operation_name, self._whole_schema_reason, self._costs
        )
        prepared.may_exceed = self._budget.can_be_exceeded(prepared)
        return prepared

    async def execute(
        self,
        prepared: Prepared,
        variables: Mapping[str, Any] | None = None,
        context: Any = None,
        root: Any = None,
        extensions: dict[str, Any] | None = None,
        *,
        version: Hashable = None,
        sender: Any = None,
    ) -> Answer:
        """Execute an operation; see `run`, which this awaits if it has to."""
        answer = self.run(
            prepared, variables, context, root, extensions, version=version, sender=sender
        )
        return answer if isinstance(answer, Answer) else await answer

    def run(
        self,
        prepared: Prepared,
        variables: Mapping[str, Any] | None = None,
        context: Any = None,
        root: Any = None,
        extensions: dict[str, Any] | None = None,
        *,
        version: Hashable = None,
        sender: Any = None,
    ) -> Answer | Awaitable[Answer]:
        """Start an operation: the answer itself if nothing had to be awaited, else an awaitable.

        `extensions` are those of the request, which resolvers see as `info.input_extensions`.
        Errors of resolvers are in the answer; only a cancelled or broken event loop raises here.

        With a `version` of the immutable objects, the answer is made for `Answer.to_bytes`, and its
        data may hold encoded fragments. Give None to read the data in Python. The `sender` is
        charged for compiling, and named where root fields are told.
        """
        execution = Execution(
            self.schema,
            prepared,
            variables or {},
            context,
            root,
            extensions,
            version,
            self._reports_errors,
            sender=sender,
            root_field_begins=self._root_field_begins,
        )
        if self._extended is not None:
            # An extension may have another opinion of the document, but not of its length.
            if prepared.document.errors and not prepared.document.is_beyond_limits:
                return execution.on_graphql_core()
            if prepared.operation is not None and not prepared.document.is_beyond_limits:
                refusal = self.refusal(prepared, execution.variables)
                if refusal is not None:
                    return execution.refused([refusal])
                return execution.through_extensions(self._extended, self._run)
        return self._run(execution)

    def _run(self, execution: Execution) -> Answer | Awaitable[Answer]:
        prepared = execution.prepared
        if prepared.errors:
            return execution.refused(list(prepared.errors))
        assert prepared.variables is not None
        if prepared.path == "graphql-core" and prepared.shared is None:
            execution.price = self.price(prepared, execution.variables)
            refusal = self.refusal(prepared, execution.variables)
            return execution.on_graphql_core() if refusal is None else execution.refused([refusal])
        if self._checks_variables and execution.variables:
            refusal = check_variables(execution.variables, self.limits)
            if refusal is not None:
                return execution.refused([refusal])
        values = prepared.variables.coerce(execution.variables)
        if isinstance(values, list):
            return execution.refused(values)
        if prepared.may_exceed:
            execution.price = price_with(prepared, values)
            refusal = self._budget.refusal(prepared, values)
            if refusal is not None:
                return execution.refused([refusal])
        elif isinstance(prepared.price, int):
            execution.price = prepared.price
        if prepared.path == "introspection":
            return self._introspect(execution, values)
        return self._run_valid(execution, values)

    def _run_valid(self, execution: Execution, values: Values) -> Answer | Awaitable[Answer]:
        """Run an operation that exceeds no limit, unless its plan shows that it does."""
        prepared = execution.prepared
        if prepared.path == "graphql-core":
            return self._run_uncompiled(execution, values)
        keeping = self._caches_fragments and execution.version is not None
        plan = self._plan(
            prepared,
            values,
            keeping=keeping,
            at_once=self._compile_immediately,
            sender=execution.sender,
        )
        if isinstance(plan, Plan):
            store = self._fragments if keeping else None
            price = execution.price
            if self._run_long is not None and (price is None or price >= self._long_price):
                price = price_with(prepared, values)
                return self._start(execution, partial(execution.run, plan, values, store), price)
            return execution.run(plan, values, store)
        if plan is None:  # small, and run for the first time
            return execution.run_uncompiled(values)
        refusal = self._budget.refusal(prepared, values, plan.reason)
        if refusal is not None:
            return execution.refused([refusal])
        return self._run_uncompiled(execution, values)

    def _run_uncompiled(self, execution: Execution, values: Values) -> Answer | Awaitable[Answer]:
        """Run on graphql-core what will never be compiled: each unit stands for more work."""
        price = OF_UNCOMPILED * price_with(execution.prepared, values)
        return self._start(execution, partial(execution.run_uncompiled, values), price)

    def _start(
        self, execution: Execution, work: Callable[[], Answer | Awaitable[Answer]], price: int
    ) -> Answer | Awaitable[Answer]:
        """Do some work at once, or by `run_long` if it is that of an expensive query."""
        is_query = execution.prepared.operation_type is OperationType.QUERY
        if self._run_long is None or price < self._long_price or not is_query:
            return work()  # what a mutation changes may be half changed between two resolvers
        return answer_long_query(self._run_long, work, price)

    def price(self, prepared: Prepared, variables: Mapping[str, Any]) -> int | None:
        """Return what the operation costs with these variables.

        None if it can't be run, or not with them. See `prices.py` for what a price is.
        """
        price = prepared.price
        if prepared.errors or (
            self._checks_variables
            and variables
            and check_variables(variables, self.limits) is not None
        ):
            return None
        if isinstance(price, int):
            return price
        assert prepared.variables is not None
        values = prepared.variables.coerce(variables)
        return None if isinstance(values, list) else price.of(values.coerced)

    def refusal(self, prepared: Prepared, variables: Mapping[str, Any]) -> GraphQLError | None:
        """Return why the limits forbid a valid operation with these variables, if they do.

        `run` checks this itself; the method is for operations that are run by other means.
        """
        refusal = check_variables(variables, self.limits)
        if refusal is not None or not prepared.may_exceed or prepared.variables is None:
            return refusal
        values = prepared.variables.coerce(variables)
        return None if isinstance(values, list) else self._budget.refusal(prepared, values)

    def explain(self, prepared: Prepared, variables: Mapping[str, Any] | None = None) -> str:
        """Return how the operation runs: its path, its plan and the generated code so far.

        `variables` matter only for what `@skip` and `@include` look at.
        """
        plan = None
        if prepared.path == "compiled" and prepared.variables is not None:
            values = prepared.variables.coerce(variables or {})
            if isinstance(values, list):
                given = dict.fromkeys(prepared.conditions, True)
                values = Values(given)
            found = self._plan(prepared, values, keeping=False, at_once=True)
            plan = found if isinstance(found, Plan) else None
        if plan is not None:
            plan.compile_known()
        return explain(prepared, plan)

    def _plan(
        self,
        prepared: Prepared,
        values: Values,
        *,
        keeping: bool,
        at_once: bool,
        sender: Any = None,
    ) -> "Plan | _Rejected | None":
        """Return the plan for these variables, or why there is none; None to run uncompiled once.

        An operation that is not worth compiling yet is run uncompiled the first time, unless
        `at_once` or its price says that it may have many objects. A small one is not even planned.
        """
        choice: tuple[Any, ...] = ()
        if prepared.conditions:
            choice = tuple([values.coerced.get(name) for name in prepared.conditions])
        key = (prepared.document.text, prepared.operation_name, choice, keeping)
        found = self._plans.get(key)
        if isinstance(found, Plan) and not found.is_cold:
            return found
        at_once = at_once or price_with(prepared, values) >= MANY_OBJECTS
        if found is None and prepared.is_small and not at_once:
            self._plans.put(key, _RUN_ONCE, BYTES_PER_FIRST_RUN + len(key[0]))
            return None
        if found is None or found is _RUN_ONCE:
            found = self._compile(prepared, choice, keeping, sender)
            weight = prepared.document.weight
            if isinstance(found, Plan):
                plan = found
                plan.is_cold = not prepared.is_small
                weight += plan.bytes
                plan.on_growth = lambda extra: self._plans.grow(key, plan, extra)
            self._plans.put(key, found, weight)
        if isinstance(found, Plan):
            if found.is_cold:
                found.is_cold = False
                if not (at_once or found.is_worth_compiling):
                    return None
            return found
        assert isinstance(found, _Rejected)
        prepared.reason = found.reason
        return found

    def _compile(
        self, prepared: Prepared, choice: tuple[Any, ...], keeping: bool, sender: Any
    ) -> "Plan | _Rejected":
        assert prepared.shared is not None
        if any(type(value) is not bool for value in choice):
            return _Rejected("@skip or @include on a variable without a value")
        given = dict(zip(prepared.conditions, choice, strict=True))
        self._preparation.charge_compiling(prepared.document, sender)
        try:
            plan = Plan(
                prepared.shared,
                VariableValues({}, given),
                self._learned,
                self._declared if keeping else self._declared.without_objects,
            )
            plan.bytes = BYTES_PER_PLAN + BYTES_PER_FIELD * len(plan.fields)
            if plan.bytes > self._plans.limit // 8:
                return _Rejected("the plan would be too large to keep")
            compile_plan(plan, self._info_class, self._root_field_begins, self._costs.weighs)
        except NotPlannableError as error:
            return _Rejected(str(error))
        except RecursionError:
            return _Rejected("nested too deeply")
        return plan

    def _introspect(self, execution: Execution, values: Values) -> Answer:
        prepared = execution.prepared
        asked = tuple(sorted(values.coerced.items()))  # strings and booleans, or null
        key = ("introspection", prepared.document.text, prepared.operation_name, repr(asked))
        found = self._plans.get(key)
        if isinstance(found, Answer):
            return found
        assert prepared.document.node is not None
        result = execute(
            core_schema(self.schema),
            prepared.document.node,
            variable_values=dict(execution.variables),
            operation_name=prepared.operation_name,
        )
        assert isinstance(result, ExecutionResult)  # the schema answers at once
        answer = execution.finished(result.data, result.errors)
        if not answer.errors:
            weight = prepared.document.weight + len(key[3]) + 8 * len(answer.to_bytes())
            self._plans.put(key, answer, weight)
        return answer


def _origin(type_: GraphQLObjectType) -> type:
    """Return the Python class of a Strawberry type; `object` for types made otherwise."""
    origin = getattr(type_.extensions.get(BACKREF), "origin", None)
    return origin if isinstance(origin, type) else object


def _reason_against_schema(schema: Schema, plan_cache_bytes: int) -> str | None:
    """Return why no operation of this schema can be compiled, if so."""
    if not plan_cache_bytes:
        return "the plan cache is off"
    if schema.execution_context_class is not StrawberryGraphQLCoreExecutionContext:
        return "the schema has an execution context class of its own"
    return reason_against_extensions(schema)
