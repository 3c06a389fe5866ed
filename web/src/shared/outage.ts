/** A server that cannot be reached: when it is tried again, and who waits for it. */
import { useSyncExternalStore } from "react";

/** Seconds between attempts: short at first, for a restart; longer where it goes on. */
const PAUSES = [1, 2, 4, 8, 15, 30] as const;

export interface Outage {
  /** What happened, as a sentence. */
  message: string;
  /** When the server is tried next, in milliseconds since 1970; in the past: it is tried now. */
  nextAttempt: number;
}


let current: Outage | null = null;
let attempts = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const waiting = new Set<() => void>();
const listeners = new Set<() => void>();

/** Resolves at the next attempt. Rejects with the reason of `signal` where that aborts it. */
export function nextAttempt(message: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const waiter = () => {
      resolve();
    };
    waiting.add(waiter);
    signal?.addEventListener("abort", () => {
      if (!waiting.delete(waiter)) return;
      reject(signal.reason as Error);
      if (waiting.size > 0) return;
      clearTimeout(timer); // nobody needs the server now; who does later begins with a longer pause
      tell(null);
    });
    if (waiting.size === 1) schedule(message);
  });
}

/** The server has answered: what waits may go on, and the outage is over. */
export function noteAnswer(): void {
  if (current === null) return;
  attempts = 0;
  release();
  tell(null);
}

/** Try now, whenever the next attempt was to be. */
export function tryNow(): void {
  if (current === null || waiting.size === 0) return;
  tell({ ...current, nextAttempt: Date.now() });
  release();
}

/** The outage, or null while the server answers. */
export function useOutage(): Outage | null {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function schedule(message: string): void {
  const seconds = PAUSES[Math.min(attempts, PAUSES.length - 1)] ?? 30;
  attempts += 1;
  clearTimeout(timer);
  timer = setTimeout(tryNow, seconds * 1000);
  tell({ message, nextAttempt: Date.now() + seconds * 1000 });
}

function release(): void {
  clearTimeout(timer);
  const released = [...waiting];
  waiting.clear();
  for (const go of released) go();
}

function tell(outage: Outage | null): void {
  current = outage;
  for (const listener of listeners) listener();
}
