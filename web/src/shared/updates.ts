/** New versions of the corpus: the server tells of them while a page is open. */
import { useSyncExternalStore } from "react";
import { ENDPOINT } from "./base";

/** What the page shows, and whether there is something newer. */
interface Versions {
  /** Counts the times that the page was brought up to date; part of the key of every kept answer. */
  generation: number;
  /** When a newer version came, in milliseconds since 1970; null: what is shown is the newest. */
  changedAt: number | null;
}

/** The first requests of a page come first. */
const PAUSE = 1_000;
const PROTOCOL = "graphql-transport-ws";
const QUERY = "subscription { corpusChanged { version } }";

let current: Versions = { generation: 0, changedAt: null };
const listeners = new Set<() => void>();

function tell(next: Versions): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** When a newer version came than the page shows; null: there is none. */
export function useChangedAt(): number | null {
  return useSyncExternalStore(subscribe, () => current.changedAt);
}

/** Counts how often the page was brought up to date: answers of before count no more. */
export function useGeneration(): number {
  return useSyncExternalStore(subscribe, () => current.generation);
}

/** Show the newest version, where the reader is. */
export function update(): void {
  tell({ generation: current.generation + 1, changedAt: null });
}

/**
 * Listen as long as the page is open. A server that does not offer it, or that goes away, is not
 * asked again: the notice is a convenience, and every request gets the newest version anyway.
 */
export function listen(): void {
  window.setTimeout(() => {
    const address = new URL(ENDPOINT, window.location.href).href.replace(/^http/, "ws");
    const socket = new WebSocket(address, PROTOCOL);
    const send = (message: object) => {
      socket.send(JSON.stringify(message));
    };
    socket.onopen = () => {
      send({ type: "connection_init" });
    };
    socket.onmessage = ({ data }) => {
      const { type } = JSON.parse(String(data)) as { type: string };
      if (type === "connection_ack") send({ id: "1", type: "subscribe", payload: { query: QUERY } });
      else if (type === "ping") send({ type: "pong" });
      else if (type === "next") tell({ ...current, changedAt: Date.now() });
    };
  }, PAUSE);
}
