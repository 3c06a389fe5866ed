/** Says that the corpus has changed, and offers the new version without losing the reader's place. */
import { useEffect, useState } from "react";
import { counted } from "./format";
import { update, useChangedAt } from "./updates";

const MINUTE = 60_000;

export function UpdateNotice() {
  const changedAt = useChangedAt();
  return (
    <div className="update" role="status" hidden={changedAt === null}>
      {changedAt !== null && (
        <>
          <span>
            The corpus was updated <Ago since={changedAt} />.
          </span>
          <button type="button" className="button" onClick={update}>
            Show the new version
          </button>
        </>
      )}
    </div>
  );
}

function Ago({ since }: { since: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = window.setInterval(() => { setNow(Date.now()); }, MINUTE);
    return () => { window.clearInterval(timer); };
  }, []);
  const minutes = Math.floor((now - since) / MINUTE);
  return <>{minutes <= 0 ? "just now" : `${counted(minutes, "minute")} ago`}</>;
}
