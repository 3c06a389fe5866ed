/** Two search boxes for the ends of a path: any two articles, drawn or not. */
import { useId, useState, type KeyboardEvent } from "react";
import { FindAddressDocument, PathEndsDocument } from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { day } from "../../shared/format";
import { useAnswer } from "../../shared/useAnswer";
import { addressesIn } from "../search/addresses";
import { useSettled } from "../search/useSettled";
import { writeState, type ExplorerState } from "../state";

interface PathFormProps {
  state: ExplorerState;
  /** The title of the article that is read, from which a path begins unless told otherwise. */
  title: string;
  /** The ends of the path, where the corpus knows them. */
  ends: readonly ({ url: string; title: string } | null)[];
}

export function PathForm({ state, title, ends }: PathFormProps) {
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  const choose = (end: "pathFrom" | "pathTo") => (article: End) => {
    setTitles(new Map([...titles, [article.url, article.title]]));
    navigate(writeState({ ...state, [end]: article.url }));
  };
  const named = (url: string | null) => {
    const known = ends.find((end) => end?.url === url)?.title;
    return url === null ? "" : (known ?? titles.get(url) ?? url);
  };
  const from = state.pathFrom ?? state.article;
  return (
    <details className="path-form" open={state.pathTo !== null || undefined}>
      <summary>Path between two articles</summary>
      <div>
        <ArticleBox
          key={`from ${state.pathFrom ?? ""}`}
          label="From"
          text={from === state.article ? title : named(from)}
          onChoose={choose("pathFrom")}
        />
        <ArticleBox
          key={`to ${state.pathTo ?? ""}`}
          label="To"
          text={state.pathTo === state.article ? title : named(state.pathTo)}
          onChoose={choose("pathTo")}
        />
      </div>
    </details>
  );
}

interface End {
  url: string;
  title: string;
  hint: string;
}

interface ArticleBoxProps {
  label: string;
  /** The title of the article that is chosen. */
  text: string;
  onChoose: (article: End) => void;
}

const PAUSE = 120;
const MOST = 8;

/** A box that finds one article, by its title or address: a combobox of the ARIA practices. */
function ArticleBox({ label, text, onChoose }: ArticleBoxProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const prefix = useSettled(typed?.trim() ?? "", PAUSE);
  const found = useEnds(typed === null ? "" : prefix);
  const isOpen = typed !== null && found.length > 0;
  const choose = (article: End | undefined) => {
    if (!article) return;
    setTyped(null);
    onChoose(article);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" && isOpen) setActive((active + 1) % found.length);
    else if (event.key === "ArrowUp" && isOpen) setActive((active + found.length - 1) % found.length);
    else if (event.key === "Escape") setTyped(null);
    else if (event.key === "Enter") choose(isOpen ? found[active] : undefined);
    else return;
    event.preventDefault();
  };
  return (
    <label className="article-box">
      <span>{label}</span>
      <input
        type="text"
        role="combobox"
        aria-label={`${label}: article`}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen ? `${id}-${active}` : undefined}
        placeholder="Title or address of an article"
        autoComplete="off"
        spellCheck={false}
        value={typed ?? text}
        onFocus={(event) => {
          event.target.select();
        }}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setTyped(null);
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={`${label}: suggestions`} hidden={!isOpen}>
        {found.map((article, place) => (
          <li
            key={article.url}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            onPointerDown={(event) => {
              event.preventDefault(); // The box would lose the focus, and the list be gone.
            }}
            onClick={() => {
              choose(article);
            }}
          >
            <bdi>{article.title}</bdi>
            <span className="kind">{article.hint}</span>
          </li>
        ))}
      </ul>
    </label>
  );
}

/** The articles that a text may mean: the one at an address, or those whose titles it begins or has. */
function useEnds(text: string): readonly End[] {
  const urls = addressesIn(text);
  const [first] = urls;
  const isAddress = first !== undefined;
  const suggested = useAnswer(PathEndsDocument, text !== "" && !isAddress ? { prefix: text } : null);
  const located = useAnswer(
    FindAddressDocument,
    isAddress ? { urls, domain: new URL(first).hostname } : null,
  );
  if (text === "") return [];
  if (isAddress) {
    const article = located.data?.articlesByUrl.find((one) => one !== null);
    return article ? [{ url: article.url, title: article.title, hint: article.provider?.name ?? "" }] : [];
  }
  const articles = (suggested.data?.suggest ?? []).flatMap(({ text: title, node }) => {
    if (node.__typename !== "Article") return [];
    const { url, provider, publishedDateTime } = node;
    const hint = [provider?.name, publishedDateTime && day(publishedDateTime)].filter(Boolean).join(" · ");
    return [{ url, title, hint }];
  });
  return articles.slice(0, MOST);
}
