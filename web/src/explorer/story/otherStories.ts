/** The stories of articles that are similar to one of a story. */

interface Story {
  id: string;
  title: string;
  size: number;
}

const MOST = 6;

/** Each once, nearest first, the story itself left out. */
export function otherStories(itself: string, similar: readonly { story: Story | null }[]): Story[] {
  const found = new Map<string, Story>();
  for (const { story } of similar) {
    if (story !== null && story.id !== itself && !found.has(story.id)) found.set(story.id, story);
  }
  return [...found.values()].slice(0, MOST);
}
