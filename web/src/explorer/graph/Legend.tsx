/** What the colours of a drawing stand for. */
import { Text } from "../../shared/Text";
import type { Grouping } from "./groups";
import { colourClass } from "./palette";

export function Legend({ grouping }: { grouping: Grouping }) {
  return (
    <ul className="legend" aria-label="Colours">
      {grouping.legend.map(({ number, name, count }) => (
        <li key={name}>
          <span className={`dot ${colourClass(grouping.property, number)}`} aria-hidden="true" />
          <span className="name">
            <Text>{name}</Text>
          </span>{" "}
          <span className="count">{count}</span>
        </li>
      ))}
    </ul>
  );
}
