/** GraphiQL looks at the system's colours when it begins; with this its editors follow them later, too. */
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

const DARK = window.matchMedia("(prefers-color-scheme: dark)");

/** Stands anywhere inside GraphiQL, and shows nothing. */
export function SystemColours() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    const follow = () => {
      if (theme === null) setTheme(null);
    };
    DARK.addEventListener("change", follow);
    return () => {
      DARK.removeEventListener("change", follow);
    };
  }, [theme, setTheme]);
  return null;
}
