/** The end of what is loaded of a list: more comes as the reader gets there, or by a button. */
import { useEffect, useEffectEvent, useRef } from "react";

interface MoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}

/** How far from the end of the list more is loaded, so that readers seldom wait. */
const AHEAD = "800px";

export function More({ hasMore, isLoading, onMore }: MoreProps) {
  const element = useRef<HTMLParagraphElement>(null);
  const load = useEffectEvent(onMore);
  const isWaiting = hasMore && !isLoading;

  useEffect(() => {
    if (!isWaiting || !element.current) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) load();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [isWaiting]);

  if (!hasMore) return null;
  return (
    <p className="more" ref={element}>
      <button type="button" className="button" disabled={isLoading} onClick={onMore}>
        {isLoading ? "Loading …" : "Show more"}
      </button>
    </p>
  );
}
