/** A value that has stopped changing. */
import { useEffect, useState } from "react";

/** The latest `value` that lasted for `pause` milliseconds. */
export function useSettled<Value>(value: Value, pause: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setSettled(value);
    }, pause);
    return () => {
      window.clearTimeout(timer);
    };
  }, [value, pause]);
  return settled;
}
