"""Parts of answers are kept by the keys of values, whichever object holds them."""

import asyncio
from pathlib import Path

import orjson

from graphapi.answering.article_executor import create_executor
from graphapi.api import Context
from graphapi.execution import Answer
from graphapi.settings import Settings
from graphapi.store.memory import MemoryStore
from tests.api.asking import schema, store_of
from tests.store.waiting import WaitingStore

QUERY = """{
  articles { nodes { id title provider { id name images { url } names { name } }
    topics { id name } story { id title size } related { nodes { id url } } } }
}"""


def test_a_store_that_makes_its_values_for_each_answer_gives_the_same_bytes(tmp_path: Path):
    store = store_of(
        tmp_path,
        a="""
            title: A
            url: https://a.example/a
            topics: [x]
            related: [{title: B, url: "https://b.example/b"}]
        """,
        b="""
            title: B
            url: https://b.example/b
            topics: [x, y]
        """,
    )
    assert isinstance(store, MemoryStore)
    plain = schema().execute_sync(QUERY, context_value=Context(store))
    assert plain.errors is None
    expected = orjson.dumps({"data": plain.data})
    engine = create_executor(Settings()).engine
    prepared = engine.prepare(QUERY)

    async def answers() -> list[Answer]:
        contexts = [Context(WaitingStore(store)), Context(store)] * 3
        return [await engine.execute(prepared, {}, each, version="1") for each in contexts]

    assert {answer.to_bytes() for answer in asyncio.run(answers())} == {expected}
