"""Computed results, cached up to a limit in bytes."""

from graphapi.runtime.caches import ResultCache


def ask(cache: ResultCache, key: str, made: list[str]) -> str:
    def make() -> str:
        made.append(key)
        return key * 10

    return cache.get(key, make, len)


def test_a_result_is_worked_out_once():
    cache, made = ResultCache(100), list[str]()
    assert ask(cache, "a", made) == ask(cache, "a", made) == "a" * 10
    assert made == ["a"]


def test_what_was_used_least_recently_goes_first():
    cache, made = ResultCache(20), list[str]()
    for key in ("a", "b", "a", "c", "a", "b"):
        ask(cache, key, made)
    assert made == ["a", "b", "c", "b"]
    assert (cache.figures.entries, cache.figures.bytes) == (2, 20)


def test_what_is_larger_than_the_cache_is_not_remembered():
    cache, made = ResultCache(9), list[str]()
    ask(cache, "a", made)
    assert (cache.figures.entries, cache.figures.bytes) == (0, 0)
