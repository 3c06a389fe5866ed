/** The explorer: search, read, and walk the graph. */
import { LandingDocument } from "../generated/explorer";
import { Header } from "../shared/Header";
import { showPage } from "../shared/page";
import { useAnswer } from "../shared/useAnswer";

const NOTHING = {};

function Explorer() {
  const { data, error } = useAnswer(LandingDocument, NOTHING);
  return (
    <>
      <Header current="Explorer" />
      <main id="main" className="column">
        <h1>Explorer</h1>
        {error !== null && <p role="alert">{error}</p>}
        {data && <p>{data.corpus.articles} articles</p>}
      </main>
    </>
  );
}

showPage(<Explorer />);
