import { expect, test } from "vitest";
import { fileProblems, kindOf, problemKinds, type Problem } from "./problems";

const problem = (file: string, field: string | null, message: string, severity: Problem["severity"] = "WARNING") => ({
  file,
  line: 1,
  field,
  message,
  severity,
});

test("problems that differ in values alone are of one kind", () => {
  const one = problem("a.md", "related[42]", "the entry names https://a.example/1, as related[41] does; one link is made");
  const other = problem("b.md", "related[2]", "the entry names https://b.example/x?y=1, as related[0] does; one link is made");
  expect(kindOf(one)).toBe("related: the entry names …, as related[…] does");
  expect(kindOf(other)).toBe(kindOf(one));
  expect(kindOf(problem("a.md", "quality", '"high; \\" or: so" is no number; kept in extra'))).toBe("quality: … is no number");
  expect(kindOf(problem("a.md", null, "no front matter"))).toBe("file: no front matter");
  expect(kindOf(problem("a.md", "title", "the title differs from that of news/b.md, which has it"))).toBe(
    "title: the title differs from that of …, which has it",
  );
});

test("errors come first, then what is frequent", () => {
  const problems = [
    problem("a.md", "x", "rare"),
    problem("a.md", "x", "frequent"),
    problem("b.md", "x", "frequent"),
    problem("b.md", "x", "broken", "ERROR"),
  ];
  expect(problemKinds(problems).map(({ kind, count, errors }) => [kind, count, errors])).toEqual([
    ["x: broken", 1, 1],
    ["x: frequent", 2, 0],
    ["x: rare", 1, 0],
  ]);
  expect(fileProblems(problems).map(({ file, problems: own }) => [file, own.length])).toEqual([
    ["a.md", 2],
    ["b.md", 2],
  ]);
});
