/** The query of the page's address as the page's state: every state can be shared and walked back. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/** The query of the address, such as `?q=ferry`; components that use it follow its changes. */
export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}

/** Go to a query of this page. `replace` leaves no entry to go back to. */
export function navigate(search: string, { replace = false } = {}): void {
  if (search === window.location.search) return;
  const address = window.location.pathname + search;
  if (replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  for (const listener of listeners) listener();
}
