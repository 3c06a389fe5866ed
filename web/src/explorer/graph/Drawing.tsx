/** The place of a drawing in the page. What draws is loaded when there is something to draw. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { counted } from "../../shared/format";
import type { GraphDrawing } from "./graphDrawing";
import type { Scene } from "./scene";

interface DrawingProps {
  scene: Scene;
  onChoose: (url: string) => void;
}

export function Drawing({ scene, onChoose }: DrawingProps) {
  const element = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<GraphDrawing | null>(null);
  const choose = useEffectEvent(onChoose);

  useEffect(() => {
    let made: GraphDrawing | null = null;
    let isGone = false;
    void import("./graphDrawing").then((module) => {
      if (isGone || !element.current) return;
      made = new module.GraphDrawing(element.current, (url) => {
        choose(url);
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

  const count = counted(scene.graph.articles.length, "article");
  return (
    <div className="drawing" ref={element}>
      <canvas aria-hidden="true" />
      <div
        className="stage"
        role="img"
        aria-label={`Drawing of ${count} and their links; the list of articles says the same`}
      />
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
