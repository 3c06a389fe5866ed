/** Problems by kind and by file. */
import type { ProblemsQuery } from "../../generated/explorer";

export type Problem = ProblemsQuery["corpus"]["problems"][number];

export interface ProblemKind {
  /** Such as `related: the entry names … as related […] does`. */
  kind: string;
  count: number;
  /** How many of them are errors. */
  errors: number;
}

/**
 * What a problem has in common with others like it: its field and the first clause of its message,
 * without the values, files, addresses and numbers that differ from one to the next.
 */
export function kindOf({ field, message }: Problem): string {
  const [clause = ""] = message
    .replace(/"(?:[^"\\]|\\.)*"|(?<!\p{L})'[^']*'|https?:\/\/[^\s,;]+|[^\s,;"']+\/[^\s,;:"']+/gu, "…")
    .split(/[;:] /, 1);
  const general = clause.replace(/\d+/g, "…").replace(/…(?:[\s,]*…)+/g, "…");
  const name = field?.replace(/\[\d+\]/g, "") ?? "file";
  return `${name}: ${general}`;
}

/** The kinds there are: those with errors first, then the most frequent, then by name. */
export function problemKinds(problems: readonly Problem[]): ProblemKind[] {
  const kinds = new Map<string, ProblemKind>();
  for (const problem of problems) {
    const kind = kindOf(problem);
    const known = kinds.get(kind) ?? { kind, count: 0, errors: 0 };
    known.count += 1;
    if (problem.severity === "ERROR") known.errors += 1;
    kinds.set(kind, known);
  }
  return [...kinds.values()].sort(
    (one, other) => other.errors - one.errors || other.count - one.count || (one.kind < other.kind ? -1 : 1),
  );
}

/** The problems of each file, in the order in which they came. */
export function fileProblems(problems: readonly Problem[]): { file: string; problems: Problem[] }[] {
  const files = new Map<string, Problem[]>();
  for (const problem of problems) {
    const own = files.get(problem.file);
    if (own) own.push(problem);
    else files.set(problem.file, [problem]);
  }
  return [...files].map(([file, own]) => ({ file, problems: own }));
}
