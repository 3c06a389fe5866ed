/** Something went wrong, said to everyone. */

export function Failure({ message }: { message: string | null }) {
  if (message === null) return null;
  return (
    <p className="notice" role="alert">
      {message}
    </p>
  );
}
