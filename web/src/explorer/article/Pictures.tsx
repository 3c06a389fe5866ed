/**
 * The pictures of an article, which lie on other hosts: loaded when the reader has said so.
 *
 * Opening a page so asks nobody but its own server, and works without a network.
 */
import { useState } from "react";
import { safeAddress } from "../../shared/links";

interface Picture {
  url: string;
  width: number | null;
  height: number | null;
  title: string | null;
}

const SETTING = "graphapi:pictures";

export function Pictures({ pictures }: { pictures: readonly Picture[] }) {
  const [isShown, setIsShown] = useState(readSetting);
  const shown = pictures.filter(({ url }) => safeAddress(url) !== null);
  if (shown.length === 0) return null;
  const toggle = () => {
    writeSetting(!isShown);
    setIsShown(!isShown);
  };
  return (
    <section className="pictures" aria-label="Pictures">
      {isShown && (
        <ul>
          {shown.map((picture) => (
            <li key={picture.url}>
              <PictureFigure picture={picture} />
            </li>
          ))}
        </ul>
      )}
      <button type="button" className="button quiet" aria-pressed={isShown} onClick={toggle}>
        {isShown ? "Hide pictures" : `Show ${shown.length === 1 ? "the picture" : `${shown.length} pictures`}`}
      </button>
      {!isShown && <span className="muted small">from {hosts(shown)}</span>}
    </section>
  );
}

function PictureFigure({ picture }: { picture: Picture }) {
  const [isBroken, setIsBroken] = useState(false);
  return (
    <figure>
      {isBroken ? (
        <p className="broken">This picture cannot be loaded now.</p>
      ) : (
        <img
          src={picture.url}
          alt={picture.title ?? ""}
          width={picture.width ?? undefined}
          height={picture.height ?? undefined}
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => {
            setIsBroken(true);
          }}
        />
      )}
      {picture.title && (
        <figcaption>
          <bdi>{picture.title}</bdi>
        </figcaption>
      )}
    </figure>
  );
}

function hosts(pictures: readonly Picture[]): string {
  return [...new Set(pictures.map(({ url }) => new URL(url).host))].join(", ");
}

function readSetting(): boolean {
  try {
    return window.localStorage.getItem(SETTING) === "shown";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function writeSetting(isShown: boolean): void {
  try {
    window.localStorage.setItem(SETTING, isShown ? "shown" : "hidden");
  } catch {
    // It holds for this article then.
  }
}
