/** What could not be read as written: counted by kind, then file by file. */
import { useMemo, useState } from "react";
import { ProblemsDocument } from "../../generated/explorer";
import { usePlace } from "../../shared/address";
import { Failure } from "../../shared/Failure";
import { counted, number } from "../../shared/format";
import { GraphiqlLink } from "../../shared/links";
import { Text } from "../../shared/Text";
import { useAnswer } from "../../shared/useAnswer";
import { useTitle } from "../../shared/useTitle";
import { fileProblems, kindOf, problemKinds, type Problem } from "./problems";

const NO_VARIABLES = {};

export function ProblemsView() {
  const { data, error, isLoading } = useAnswer(ProblemsDocument, NO_VARIABLES);
  const [kind, setKind] = useState<string | null>(null);
  const problems = useMemo<readonly Problem[]>(() => data?.corpus.problems ?? [], [data]);
  const kinds = useMemo(() => problemKinds(problems), [problems]);
  const files = useMemo(
    () => fileProblems(kind === null ? problems : problems.filter((problem) => kindOf(problem) === kind)),
    [problems, kind],
  );
  const count = data?.corpus.problemCount ?? 0;
  useTitle("Problems", "Explorer");
  usePlace("problems", !isLoading);
  return (
    <main id="main" className="column results" tabIndex={-1}>
      <div className="results-head">
        <div>
          <h1>Problems</h1>
          <p className="muted" role="status">
            {data
              ? `${counted(count, "problem")} in ${counted(data.corpus.files, "file")} with front matter`
              : "Loading …"}
          </p>
        </div>
        <GraphiqlLink operation={ProblemsDocument} variables={NO_VARIABLES} />
      </div>
      <Failure message={error} />
      {data && count === 0 && <p>Every file could be read as it is written.</p>}
      {count > problems.length && (
        <p className="muted">
          The first {number(problems.length)} are shown. <code>graphapi check</code> lists all of them.
        </p>
      )}
      {kinds.length > 0 && (
        <section aria-labelledby="kinds">
          <h2 id="kinds">By kind</h2>
          <ul className="rows kinds">
            {kinds.map((one) => (
              <li key={one.kind}>
                <button
                  type="button"
                  className="plain"
                  aria-pressed={kind === one.kind}
                  onClick={() => {
                    setKind(kind === one.kind ? null : one.kind);
                  }}
                >
                  <Text>{one.kind}</Text>
                </button>
                <span className={one.errors > 0 ? "count alarm" : "count"}>
                  {number(one.count)}
                  {one.errors > 0 && `, ${counted(one.errors, "error")}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {files.length > 0 && (
        <section aria-labelledby="files">
          <h2 id="files">
            {kind === null ? "By file" : <Text>{`By file: ${kind}`}</Text>} ({number(files.length)})
          </h2>
          <ul className="files">
            {files.map(({ file, problems: own }) => (
              <li key={file}>
                <code>{file}</code>
                <ul>
                  {own.map((problem, place) => (
                    <li key={place}>
                      {problem.line !== null && <span className="muted">line {problem.line} </span>}
                      {problem.field !== null && <code>{problem.field}</code>} <Text>{problem.message}</Text>{" "}
                      {problem.severity === "ERROR" && <span className="alarm small">error</span>}
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}
