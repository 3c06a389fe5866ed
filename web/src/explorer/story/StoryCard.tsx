/** A story in a list. */
import type { StoryCardFragment } from "../../generated/explorer";
import { counted, days } from "../../shared/format";
import { LocalLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { writeState } from "../state";

export function StoryCard({ story, isShort = false }: { story: StoryCardFragment; isShort?: boolean }) {
  const { id, title, size, lead, stats, firstPublished, lastPublished } = story;
  const time = days(firstPublished, lastPublished);
  return (
    <li className="article-card">
      <h3>
        <LocalLink search={writeState({ story: id })}>
          <bdi>{title}</bdi>
        </LocalLink>
      </h3>
      <p className="byline">
        <span>
          {counted(size, "article")} from {counted(stats.providers, "provider")}
        </span>
        {time !== "" && <span>{time}</span>}
        {lead.provider && (
          <span>
            led by <Text>{lead.provider.name}</Text>
          </span>
        )}
      </p>
      {lead.excerpt && !isShort && (
        <p className="excerpt">
          <bdi>{lead.excerpt}</bdi>
        </p>
      )}
    </li>
  );
}
