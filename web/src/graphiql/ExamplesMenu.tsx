/** The examples as a menu in the head of the page: a choice opens in a tab of its own. */
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { createPortal } from "react-dom";
import { EXAMPLES } from "./examples";

/** Stands anywhere inside GraphiQL, and shows the menu in `place`. */
export function ExamplesMenu({ place }: { place: HTMLElement | null }) {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const actions = useGraphiQLActions();
  if (place === null) return null;
  const open = (key: string) => {
    const [group, example] = key.split(" ").map(Number);
    const chosen = EXAMPLES[group ?? -1]?.examples[example ?? -1];
    if (!chosen) return;
    actions.addTab();
    queryEditor?.setValue(chosen.query);
    variableEditor?.setValue(chosen.variables);
  };
  return createPortal(
    <label className="examples">
      <span>Examples</span>
      <select value="" disabled={!queryEditor || !variableEditor} onChange={(event) => { open(event.target.value); }}>
        <option value="">Choose one …</option>
        {EXAMPLES.map(({ purpose, examples }, group) => (
          <optgroup key={purpose} label={purpose}>
            {examples.map(({ name }, example) => (
              <option key={name} value={`${group} ${example}`}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>,
    place,
  );
}
