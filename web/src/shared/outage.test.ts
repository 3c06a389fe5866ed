import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextAttempt, noteAnswer, tryNow } from "./outage";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await vi.runAllTimersAsync();
  noteAnswer();
  vi.useRealTimers();
});

/** How many of the promises have resolved so far. */
function counting(promises: readonly Promise<void>[]): () => number {
  let resolved = 0;
  for (const promise of promises) {
    void promise.then(() => {
      resolved += 1;
    });
  }
  return () => resolved;
}

test("all that wait go on together, after pauses that grow", async () => {
  for (const seconds of [1, 2, 4, 8, 15, 30, 30]) {
    const gone = counting([nextAttempt("gone"), nextAttempt("gone")]);
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
    expect(gone()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone()).toBe(2);
  }
});

test("an answer lets everything go on at once, and the next outage begins with a short pause", async () => {
  await Promise.all([nextAttempt("gone"), vi.advanceTimersByTimeAsync(1000)]);
  const gone = counting([nextAttempt("gone")]);
  noteAnswer();
  await vi.advanceTimersByTimeAsync(0);
  expect(gone()).toBe(1);
  const again = counting([nextAttempt("gone")]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(again()).toBe(1);
});

test("a reader need not wait for the next attempt", async () => {
  const gone = counting([nextAttempt("gone")]);
  tryNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(gone()).toBe(1);
});

test("what is given up is not waited for", async () => {
  const controller = new AbortController();
  const given = nextAttempt("gone", controller.signal);
  controller.abort();
  await expect(given).rejects.toThrow(/abort/);
  await expect(nextAttempt("gone", controller.signal)).rejects.toThrow(/abort/);
});
