/** The place of a drawing in the page. What draws is loaded when there is something to draw. */
import { useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent } from "react";
import { counted } from "../../shared/format";
import type { Gestures, GraphDrawing } from "./graphDrawing";
import type { Scene } from "./scene";

interface DrawingProps {
  scene: Scene;
  /** What a pointer does, and the same for keys. */
  gestures: Gestures;
  /** Look at nothing. */
  onClear: () => void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function Drawing({ scene, gestures, onClear }: DrawingProps) {
  const element = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<GraphDrawing | null>(null);
  const id = useId();
  const select = useEffectEvent(gestures.select);
  const expand = useEffectEvent(gestures.expand);
  const pin = useEffectEvent(gestures.pin);
  const hide = useEffectEvent(gestures.hide);

  useEffect(() => {
    let made: GraphDrawing | null = null;
    let isGone = false;
    void import("./graphDrawing").then((module) => {
      if (isGone || !element.current) return;
      made = new module.GraphDrawing(element.current, {
        select: (node) => {
          select(node);
        },
        expand: (node) => {
          expand(node);
        },
        pin: (node, place) => {
          pin(node, place);
        },
        hide: (node) => {
          hide(node);
        },
      });
      setDrawing(made);
    });
    return () => {
      isGone = true;
      made?.destroy();
    };
  }, []);

  useEffect(() => {
    drawing?.show(scene);
  }, [drawing, scene]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!drawing || event.ctrlKey || event.metaKey || event.altKey) return;
    const current = scene.drawn.nodes[Math.max(0, scene.selected)]?.id;
    const arrow = ARROWS[event.key];
    const next = arrow ? drawing.nearest(...arrow) : null;
    if (arrow) {
      if (next !== null) gestures.select(next);
    } else if (event.key === "Escape") onClear();
    else if (event.key === "+") drawing.zoomBy(1.4);
    else if (event.key === "-") drawing.zoomBy(1 / 1.4);
    else if (event.key === "0") drawing.fit();
    else if (current === undefined || !act(gestures, event.key, current, scene.pinned.has(current) ? null : drawing.placeOf(current))) return;
    event.preventDefault();
  };
  const count = counted(scene.graph.articles.length, "article");
  return (
    <div className="drawing" ref={element}>
      <canvas aria-hidden="true" />
      <div
        className="stage"
        role="application"
        tabIndex={0}
        onKeyDown={onKeyDown}
        aria-label={`Drawing of ${count} and their links; the list of articles says the same`}
        aria-describedby={id}
      />
      <span id={id} hidden>
        Arrow keys go from node to node. E draws its neighbours or opens a clique, P pins it, H hides it.
      </span>
      <div className="zoom" role="group" aria-label="Window of the drawing">
        <button type="button" onClick={() => drawing?.zoomBy(1.4)} aria-label="Nearer">
          +
        </button>
        <button type="button" onClick={() => drawing?.zoomBy(1 / 1.4)} aria-label="Farther">
          −
        </button>
        <button type="button" onClick={() => drawing?.fit()} aria-label="Everything">
          Fit
        </button>
      </div>
    </div>
  );
}

/** Do to a node what a key stands for; false for a key that stands for nothing. */
function act(gestures: Gestures, key: string, id: string, place: { x: number; y: number } | null): boolean {
  switch (key.toLowerCase()) {
    case "enter":
      gestures.select(id);
      return true;
    case "e":
      gestures.expand(id);
      return true;
    case "p":
      gestures.pin(id, place);
      return true;
    case "h":
      gestures.hide(id);
      return true;
    default:
      return false;
  }
}
