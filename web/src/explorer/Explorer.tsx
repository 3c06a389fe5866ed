/** The explorer: the view that the address asks for. */
import { useMemo } from "react";
import { useSearch } from "../shared/address";
import { Header } from "../shared/Header";
import { ArticleView } from "./article/ArticleView";
import "./explorer.css";
import { Neighborhood } from "./graph/Neighborhood";
import { Landing } from "./Landing";
import { Results } from "./search/Results";
import { SearchBox } from "./search/SearchBox";
import { readState, type ExplorerState } from "./state";

export function Explorer() {
  const search = useSearch();
  const state = useMemo(() => readState(search), [search]);
  return (
    <>
      <Header current="Explorer">
        <SearchBox key={state.text} text={state.text} />
      </Header>
      <View state={state} />
    </>
  );
}

function View({ state }: { state: ExplorerState }) {
  const { article, text, provider, topic } = state;
  if (article !== null) {
    return (
      <main id="main" className="reading" tabIndex={-1}>
        <ArticleView url={article} />
        <Neighborhood state={state} article={article} />
      </main>
    );
  }
  if (text || provider !== null || topic !== null) {
    return <Results key={`${text} ${provider ?? ""} ${topic ?? ""}`} state={state} />;
  }
  return <Landing />;
}
