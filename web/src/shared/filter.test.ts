import { expect, test } from "vitest";
import { ANY, articleFilter, partsOf, putFilter, readFilter, type Filter } from "./filter";

function roundTrip(filter: Filter): Filter {
  const parameters = new URLSearchParams();
  putFilter(parameters, filter);
  return readFilter(new URLSearchParams(parameters.toString()));
}

test("every filter comes back from its address", () => {
  const filter = {
    from: "2023-01-01",
    to: "2023-12-31",
    topic: "ferries & quays",
    provider: "a.example",
    type: "video",
    quality: -3,
  };
  expect(roundTrip(filter)).toEqual(filter);
  expect(roundTrip(ANY)).toEqual(ANY);
  expect(partsOf(filter)).toHaveLength(6);
});

test.each(["from=2023-02-30", "to=0000-01-01", "quality=good", "quality=1e9", "type=%20", "topic="])(
  "what cannot be understood leaves nothing out: %s",
  (search) => {
    expect(readFilter(new URLSearchParams(search))).toEqual(ANY);
  },
);

test("the API is asked for all that is given, and for nothing else", () => {
  expect(articleFilter(ANY)).toBeNull();
  expect(articleFilter({ ...ANY, to: "2023-12-31", quality: 0 })).toEqual({
    publishedDateTime: { lte: "2023-12-31T23:59:59.999999Z" },
    quality: { gte: 0 },
  });
});
