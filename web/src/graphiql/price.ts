/** What an answer says of its price, in words. */

/**
 * A line about `extensions.cost`; null where the answer has no price. A server may give a number,
 * or an object of figures: the price and the budget.
 */
export function priceText(extensions: unknown): string | null {
  if (typeof extensions !== "object" || extensions === null || !("cost" in extensions)) return null;
  const { cost } = extensions;
  if (typeof cost === "number") return `Price of the last answer: ${format(cost)}`;
  if (typeof cost !== "object" || cost === null) return null;
  const figures = Object.entries(cost).filter(([, value]) => typeof value === "number");
  if (figures.length === 0) return null;
  const words = figures.map(([name, value]) => `${name} ${format(value as number)}`);
  return `Price of the last answer: ${words.join(", ")}`;
}

function format(value: number): string {
  return value.toLocaleString("en");
}
