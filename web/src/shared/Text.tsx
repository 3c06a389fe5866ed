/** A string of a corpus: of any script and direction, whose controls do not reach beyond it. */

export function Text({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
