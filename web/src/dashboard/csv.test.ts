import { expect, test } from "vitest";
import { encodeCsv } from "./csv";

test("rows end with CRLF, and null is an empty cell", () => {
  expect(encodeCsv(["name", "count"], [["Harbour Post", 3], ["", null]])).toBe(
    "name,count\r\nHarbour Post,3\r\n,\r\n",
  );
});

test("quotation marks, commas and line ends are quoted", () => {
  expect(encodeCsv(["a"], [['say "no", twice\nor more']])).toBe('a\r\n"say ""no"", twice\nor more"\r\n');
});

test("what a spreadsheet would run is a text", () => {
  const rows = ["=1+1", "+1", "-1", "@x", "\tx", "'x"].map((text) => [text]);
  expect(encodeCsv(["a"], rows)).toBe("a\r\n'=1+1\r\n'+1\r\n'-1\r\n'@x\r\n'\tx\r\n''x\r\n");
  expect(encodeCsv(["a"], [[-1]])).toBe("a\r\n-1\r\n");
});
