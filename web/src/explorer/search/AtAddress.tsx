/** A search for an address: it leads to the article, or says that the corpus has none there. */
import { useEffect } from "react";
import { navigate, usePlace } from "../../shared/address";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { useTitle } from "../../shared/useTitle";
import { writeState } from "../state";
import { addressesIn } from "./addresses";
import { useAddress } from "./useSuggestions";

export function AtAddress({ text }: { text: string }) {
  const { found, provider, isLoading } = useAddress(text);
  const target = found?.search ?? null;
  const words = wordsOf(text);
  useTitle("Address", "Explorer");
  usePlace(text, !isLoading);
  useEffect(() => {
    // In place of the search: the way back must not lead here again.
    if (target !== null) navigate(target, { replace: true });
  }, [target]);
  return (
    <main id="main" className="column results" tabIndex={-1}>
      {isLoading || target !== null ? (
        <h1>Looking for the address …</h1>
      ) : (
        <>
          <h1>No article has this address</h1>
          <p>
            The corpus knows no article at <Text>{text}</Text>.
          </p>
          <ul className="tries">
            {provider && (
              <li>
                <LocalLink search={provider.search}>
                  <Text>{provider.text}</Text>
                </LocalLink>{" "}
                <span className="muted">{provider.kind}</span>
              </li>
            )}
            {words && (
              <li>
                <LocalLink search={writeState({ text: words })}>
                  Search for <Text>{words}</Text>
                </LocalLink>
                , the words of the address
              </li>
            )}
          </ul>
        </>
      )}
    </main>
  );
}

/** The words in the last part of an address's path: most publishers put the title there. */
function wordsOf(text: string): string {
  const [address] = addressesIn(text);
  const last = address && new URL(address).pathname.split("/").findLast((part) => /\p{L}{3}/u.test(part));
  if (!last) return "";
  const words = last.replace(/\.\w+$/, "").match(/\p{L}{2,}/gu) ?? [];
  return words.slice(0, 8).join(" ");
}
