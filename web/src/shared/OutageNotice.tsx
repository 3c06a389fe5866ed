/** Says that the server cannot be reached, and when it is tried again; nothing while it answers. */
import { useEffect, useState } from "react";
import { counted } from "./format";
import { tryNow, useOutage } from "./outage";

export function OutageNotice() {
  const outage = useOutage();
  useEffect(() => {
    // The network is back, or the reader is: both are reasons not to wait.
    const tryIfSeen = () => {
      if (document.visibilityState === "visible") tryNow();
    };
    window.addEventListener("online", tryNow);
    document.addEventListener("visibilitychange", tryIfSeen);
    return () => {
      window.removeEventListener("online", tryNow);
      document.removeEventListener("visibilitychange", tryIfSeen);
    };
  }, []);
  return (
    <div className="outage" hidden={outage === null}>
      {/* Announced once, not every second. */}
      <p role="alert">{outage?.message}</p>
      {outage && <Countdown key={outage.nextAttempt} until={outage.nextAttempt} />}
      <button type="button" className="button" onClick={tryNow}>
        Try now
      </button>
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [seconds, setSeconds] = useState(() => secondsTo(until));
  useEffect(() => {
    const timer = window.setInterval(() => {
      setSeconds(secondsTo(until));
    }, 250);
    return () => {
      window.clearInterval(timer);
    };
  }, [until]);
  return <p className="muted">{seconds > 0 ? `Next try in ${counted(seconds, "second")}.` : "Trying …"}</p>;
}

function secondsTo(time: number): number {
  return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}
