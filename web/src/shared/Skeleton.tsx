/** What stands where an answer is awaited: the shape of a list, seen by eyes alone. */

const LINES = [72, 94, 60, 88, 70, 92];

export function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {LINES.map((width, place) => (
        <span key={place} style={{ inlineSize: `${width}%` }} />
      ))}
    </div>
  );
}
