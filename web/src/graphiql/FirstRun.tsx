/** Runs the operation that an address brings, once its editors are there. */
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";

/** Stands anywhere inside GraphiQL, and shows nothing. */
export function FirstRun() {
  const isReady = useGraphiQL((state) => Boolean(state.queryEditor && state.variableEditor && state.responseEditor));
  const actions = useGraphiQLActions();
  const hasRun = useRef(false);
  useEffect(() => {
    if (!isReady || hasRun.current) return;
    hasRun.current = true;
    actions.run();
  }, [isReady, actions]);
  return null;
}
