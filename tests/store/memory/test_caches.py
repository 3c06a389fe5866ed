"""A cache bounded by bytes."""

from graphapi.store.memory.caches import BoundedCache


def ask(cache: BoundedCache, key: str, made: list[str]) -> str:
    def make() -> str:
        made.append(key)
        return key * 10

    return cache.get(key, make, len)


def test_a_result_is_worked_out_once():
    cache, made = BoundedCache(100), list[str]()
    assert ask(cache, "a", made) == ask(cache, "a", made) == "a" * 10
    assert made == ["a"]


def test_what_was_used_least_recently_goes_first():
    cache, made = BoundedCache(20), list[str]()
    for key in ("a", "b", "a", "c", "a", "b"):
        ask(cache, key, made)
    assert made == ["a", "b", "c", "b"]
    assert (len(cache), cache.bytes) == (2, 20)


def test_what_is_larger_than_the_cache_is_not_remembered():
    cache, made = BoundedCache(9), list[str]()
    ask(cache, "a", made)
    assert (len(cache), cache.bytes) == (0, 0)
