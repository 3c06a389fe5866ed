/** The newest stories among the articles that the figures are about. */
import type { DashboardQuery } from "../generated/dashboard";
import { BASE } from "../shared/base";
import { counted, day, number } from "../shared/format";
import { Text } from "../shared/Text";
import { storyRows } from "./shaping";

export function StoryList({ data }: { data: DashboardQuery }) {
  const stories = storyRows(data);
  return (
    <section className="card chart" aria-labelledby="stories">
      <header>
        <h2 id="stories">Newest stories</h2>
      </header>
      {stories.length === 0 && <p className="muted">No story has an article here.</p>}
      <ol className="stories">
        {stories.map(({ id, title, size, among, last }) => (
          <li key={id}>
            <a href={`${BASE}?story=${encodeURIComponent(id)}`}>
              <Text>{title}</Text>
            </a>
            <p className="muted">
              {last && `${day(last)} · `}
              {counted(size, "article")}
              {among < size && `, ${number(among)} of them here`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
