/** Mends what GraphiQL lacks for readers with little contrast, or with a screen reader. */
import { useMonaco } from "@graphiql/react";
import { useEffect } from "react";

interface Shades {
  base: "vs" | "vs-dark";
  ground: string;
  primary: string;
  lineNumber: string;
  argument: string;
  comment: string;
  number: string;
}

/** GraphiQL's themes, with comments, numbers and line numbers that stand out from their ground. */
const THEMES: Readonly<Record<string, Shades>> = {
  "graphiql-DARK": {
    base: "vs-dark",
    ground: "#212a3b",
    primary: "#ff5794",
    lineNumber: "#a3adbd",
    argument: "#908aff",
    comment: "#8fbf7a",
    number: "#b5cea8",
  },
  "graphiql-LIGHT": {
    base: "vs",
    ground: "#ffffff",
    primary: "#d60590",
    lineNumber: "#5b6673",
    argument: "#5d5ac0",
    comment: "#006400",
    number: "#06623f",
  },
};

function themeOf({ base, ground, primary, lineNumber, argument, comment, number }: Shades) {
  const tint = `${primary}19`;
  return {
    base,
    inherit: true,
    rules: [
      { token: "argument.identifier.gql", foreground: argument },
      { token: "comment", foreground: comment },
      { token: "number", foreground: number },
    ],
    colors: {
      "editor.background": "#ffffff00",
      "scrollbar.shadow": "#ffffff00",
      "editorLineNumber.foreground": lineNumber,
      "editorHoverWidget.background": ground,
      "editorSuggestWidget.background": ground,
      "editorWidget.background": ground,
      "quickInput.background": ground,
      "menu.background": ground,
      "textLink.foreground": primary,
      "editorLink.activeForeground": primary,
      "list.highlightForeground": primary,
      "list.focusHighlightForeground": primary,
      "list.hoverBackground": tint,
      "editorSuggestWidget.selectedBackground": tint,
      "editorSuggestWidget.selectedForeground": primary,
      "menu.selectionBackground": tint,
      "menu.selectionForeground": primary,
      "quickInputList.focusBackground": tint,
      focusBorder: primary,
    },
  };
}

/** Stands anywhere inside GraphiQL, and shows nothing. */
export function Accessibility() {
  const monaco = useMonaco(({ monaco: loaded }) => loaded);
  useEffect(() => {
    for (const [name, shades] of Object.entries(THEMES)) monaco?.editor.defineTheme(name, themeOf(shades));
  }, [monaco]);
  useEffect(() => {
    const root = document.querySelector(".graphiql-container");
    if (root === null) return;
    nameTabs(root);
    const observer = new MutationObserver(() => { nameTabs(root); });
    observer.observe(root, { subtree: true, childList: true, attributeFilter: ["role", "aria-selected", "class"] });
    return () => {
      observer.disconnect();
    };
  }, []);
  return null;
}

/**
 * GraphiQL's tabs hold a button to close them, which a tab must not: they become a list of buttons, of
 * which the one for the open operation is the current one.
 */
function nameTabs(root: Element): void {
  for (const list of root.querySelectorAll("[role=tablist]")) {
    list.setAttribute("role", "list");
    list.setAttribute("aria-label", "Operations");
  }
  for (const tab of root.querySelectorAll(".graphiql-tab")) {
    const isCurrent = tab.classList.contains("graphiql-tab-active");
    if (tab.getAttribute("role") !== "listitem") tab.setAttribute("role", "listitem");
    if (tab.hasAttribute("aria-selected")) tab.removeAttribute("aria-selected");
    const button = tab.querySelector(".graphiql-tab-button");
    if (button && (button.getAttribute("aria-current") === "true") !== isCurrent) {
      if (isCurrent) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }
}
