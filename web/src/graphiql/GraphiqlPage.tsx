/** GraphiQL with its plugins, the examples, an address that can be shared, and the price of an answer. */
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import { useState } from "react";
import { Header } from "../shared/Header";
import { titleOf } from "../shared/useTitle";
import { Accessibility } from "./Accessibility";
import { EXAMPLES, type Example } from "./examples";
import { ExamplesMenu } from "./ExamplesMenu";
import { createFetcher } from "./fetcher";
import { FirstRun } from "./FirstRun";
import "./graphiql.css";
import { writeHandover } from "./handover";
import { priceText } from "./price";
import { SystemColours } from "./SystemColours";
import { hasTabs } from "./tabs";

const PLUGINS = [HISTORY_PLUGIN, explorerPlugin()];

interface GraphiqlPageProps {
  /** The operation in the address: it gets a tab of its own beside those that are there. */
  handover: Example | null;
  /** Whether it has come just now, and is run. */
  isNew: boolean;
}

type TabsState = Parameters<NonNullable<Parameters<typeof GraphiQL>[0]["onTabChange"]>>[0];

/** The fragment that this page has read or written; another one is a link that was just followed. */
let knownFragment = window.location.hash;

/** The address and the title of the document are those of the open tab: both can be kept and shared. */
function followTab({ tabs, activeTabIndex }: TabsState): void {
  const tab = tabs[activeTabIndex];
  if (!tab || window.location.hash !== knownFragment) return;
  const fragment = writeHandover({ query: tab.query ?? "", variables: tab.variables ?? "" });
  window.history.replaceState({ isKnown: true }, "", window.location.pathname + window.location.search + fragment);
  knownFragment = window.location.hash;
  document.title = titleOf([tab.operationName, "GraphiQL"]);
}

export function GraphiqlPage({ handover, isNew }: GraphiqlPageProps) {
  const [price, setPrice] = useState<string | null>(null);
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const [fetcher] = useState(() =>
    createFetcher((extensions) => {
      setPrice(priceText(extensions));
    }),
  );
  const first = handover ?? EXAMPLES[0]?.examples[0];
  // GraphiQL fills the editors from the tabs that it remembers, or else from what is given here: of
  // the default tabs it would show the first without its variables.
  const shown = handover ?? (hasTabs() ? undefined : first);
  const initial = shown && { initialQuery: shown.query, initialVariables: shown.variables };
  return (
    <div className="graphiql-page">
      <Header current="GraphiQL">
        <div className="examples-place" ref={setMenu} />
      </Header>
      <main id="main" tabIndex={-1}>
        <h1 className="unseen">GraphiQL</h1>
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          defaultTabs={first ? [first] : []}
          defaultEditorToolsVisibility="variables"
          onTabChange={followTab}
          schemaDescription
          {...initial}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <SystemColours />
            <Accessibility />
            <ExamplesMenu place={menu} />
            {handover && isNew && <FirstRun />}
            <p className="price" role="status">
              {price}
            </p>
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </div>
  );
}
