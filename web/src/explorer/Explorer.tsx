/** The explorer: the view that the address asks for. */
import { useMemo } from "react";
import { useSearch } from "../shared/address";
import { Header } from "../shared/Header";
import { ArticleView } from "./article/ArticleView";
import "./explorer.css";
import { Neighborhood } from "./graph/Neighborhood";
import { Landing } from "./Landing";
import { ListView } from "./lists/ListView";
import { addressesIn } from "./search/addresses";
import { AtAddress } from "./search/AtAddress";
import { Results } from "./search/Results";
import { SearchBox } from "./search/SearchBox";
import { StoryView } from "./story/StoryView";
import { listsArticles, readState, scopeOf, writeState, type ExplorerState } from "./state";

export function Explorer() {
  const search = useSearch();
  const state = useMemo(() => readState(search), [search]);
  return (
    <>
      <Header current="Explorer">
        <SearchBox key={writeState(scopeOf(state))} state={state} />
      </Header>
      <View state={state} />
    </>
  );
}

function View({ state }: { state: ExplorerState }) {
  const { article, story, text, list } = state;
  if (article !== null) {
    return (
      <main id="main" className="reading" tabIndex={-1}>
        <ArticleView url={article} />
        <Neighborhood state={state} article={article} />
      </main>
    );
  }
  if (story !== null) return <StoryView key={story} id={story} />;
  if (addressesIn(text).length > 0) return <AtAddress key={text} text={text} />;
  if (listsArticles(state)) return <Results key={writeState(state)} state={state} />;
  if (list !== null && list !== "articles") return <ListView key={writeState(state)} list={list} state={state} />;
  return <Landing />;
}
