/** GraphiQL with its plugins, its tabs, and the price of the last answer. */
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import { useState } from "react";
import { Header } from "../shared/Header";
import { EXAMPLES, type Example } from "./examples";
import { createFetcher } from "./fetcher";
import "./graphiql.css";
import { priceText } from "./price";
import { SystemColours } from "./SystemColours";
import { hasTabs } from "./tabs";

const PLUGINS = [HISTORY_PLUGIN, explorerPlugin()];

interface GraphiqlPageProps {
  /** An operation from another page: it gets a tab of its own beside those that are there. */
  handover: Example | null;
}

export function GraphiqlPage({ handover }: GraphiqlPageProps) {
  const [price, setPrice] = useState<string | null>(null);
  const [fetcher] = useState(() =>
    createFetcher((extensions) => {
      setPrice(priceText(extensions));
    }),
  );
  const tabs = handover ? [handover, ...EXAMPLES] : [...EXAMPLES];
  // GraphiQL fills the editors from the tabs that it remembers, or else from what is given here:
  // of the default tabs it would show the first without its variables.
  const shown = handover ?? (hasTabs() ? undefined : tabs[0]);
  const initial = shown && { initialQuery: shown.query, initialVariables: shown.variables };
  return (
    <div className="graphiql-page">
      <Header current="GraphiQL" />
      <main id="main" tabIndex={-1}>
        <h1 className="unseen">GraphiQL</h1>
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          defaultTabs={tabs}
          defaultEditorToolsVisibility="variables"
          schemaDescription
          {...initial}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <SystemColours />
            <p className="price" role="status">
              {price}
            </p>
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </div>
  );
}
