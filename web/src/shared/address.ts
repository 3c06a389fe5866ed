/** The query of the page's address as the page's state: every state can be shared and walked back. */
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

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
  else {
    keepPlace({ top: window.scrollY });
    window.history.pushState(null, "", address);
  }
  for (const listener of listeners) listener();
}

/** Where its reader was in a view: kept in the history, so that the way back leads there. */
interface Place {
  /** How far the window was scrolled, in pixels. */
  top: number;
  /** How much of a list was shown. */
  shown: number;
}

/** The place in the entry of the history that is shown; 0 where nothing was kept. */
export function currentPlace(): Place {
  const kept: unknown = window.history.state;
  const of = (name: keyof Place) => {
    const value: unknown = typeof kept === "object" && kept !== null ? Reflect.get(kept, name) : 0;
    return typeof value === "number" ? value : 0;
  };
  return { top: of("top"), shown: of("shown") };
}

export function keepPlace(place: Partial<Place>): void {
  window.history.replaceState({ ...currentPlace(), ...place }, "");
}

/** Browsers refuse to note a place more often than about three times a second. */
const PAUSE = 400;

/**
 * Begin the view `key` at its head, or where its reader was once `isReady` says that there is enough
 * to scroll; and note the place from then on.
 */
export function usePlace(key: string, isReady: boolean): void {
  const restored = useRef<string | null>(null);

  useLayoutEffect(() => {
    window.history.scrollRestoration = "manual"; // the browser scrolls before the view is there
    window.scrollTo(0, 0);
  }, [key]);

  useLayoutEffect(() => {
    if (!isReady || restored.current === key) return;
    restored.current = key;
    const { top } = currentPlace();
    if (top > 0) window.scrollTo(0, top);
  }, [key, isReady]);

  useEffect(() => {
    if (!isReady) return;
    let timer = 0;
    const note = () => {
      window.clearTimeout(timer);
      keepPlace({ top: window.scrollY });
    };
    const noteSoon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(note, PAUSE);
    };
    window.addEventListener("scroll", noteSoon, { passive: true });
    window.addEventListener("pagehide", note);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("scroll", noteSoon);
      window.removeEventListener("pagehide", note);
    };
  }, [key, isReady]);
}
