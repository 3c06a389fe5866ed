/** Says that there is no page, and offers those that there are. */
import { useId, useState, type SubmitEvent } from "react";
import { BASE, ENDPOINT } from "../shared/base";
import { Header } from "../shared/Header";
import { Text } from "../shared/Text";
import "./missing.css";

export function MissingPage() {
  const [text, setText] = useState("");
  const id = useId();
  const search = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    window.location.assign(`${BASE}?${new URLSearchParams({ q: text.trim() }).toString()}`);
  };
  return (
    <>
      <Header current={null} />
      <main id="main" className="column missing" tabIndex={-1}>
        <h1>There is no page here</h1>
        <p>
          No page has the address <Text>{decoded(window.location.pathname)}</Text>. You can search for
          an article, or go to one of the pages there are.
        </p>
        <form role="search" onSubmit={search}>
          <label htmlFor={id}>Search articles</label>
          <input id={id} type="search" value={text} onChange={(event) => { setText(event.target.value); }} />
          <button type="submit" className="button">
            Search
          </button>
        </form>
        <ul>
          <li>
            <a href={BASE}>Explorer</a>: articles, providers, topics and the graph between them
          </li>
          <li>
            <a href={`${BASE}dashboard`}>Dashboard</a>: who publishes what, when and how well
          </li>
          <li>
            <a href={ENDPOINT}>GraphiQL</a>: queries to the API
          </li>
        </ul>
      </main>
    </>
  );
}

/** A path as readers write it; as it is where it cannot be decoded. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
