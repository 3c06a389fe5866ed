/** Whether the reader prefers dark colours, at this moment. */
import { useSyncExternalStore } from "react";

const QUERY = window.matchMedia("(prefers-color-scheme: dark)");

/** GraphiQL looks at it once, when it begins: a change has to make it anew. */
export function useDarkness(): boolean {
  return useSyncExternalStore(subscribe, () => QUERY.matches);
}

function subscribe(listener: () => void): () => void {
  QUERY.addEventListener("change", listener);
  return () => {
    QUERY.removeEventListener("change", listener);
  };
}
