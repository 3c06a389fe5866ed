import { expect, test } from "vitest";
import { encodeCsv } from "./downloads";

test("rows end with CRLF, and null is an empty cell", () => {
  expect(encodeCsv(["name", "count"], [["Harbour Post", 3], ["", null]])).toBe(
    "name,count\r\nHarbour Post,3\r\n,\r\n",
  );
});

test("quotation marks, commas and line ends are quoted", () => {
  expect(encodeCsv(["a"], [['say "no", twice\nor more']])).toBe('a\r\n"say ""no"", twice\nor more"\r\n');
});

test("what a spreadsheet would run is a text", () => {
  for (const text of ["=1+1", "+1", "-1", "@x", "\tx", " =1", "'=1", "\u00a0+1", "＝1", "－1"]) {
    expect(encodeCsv(["a"], [[text]])).toBe(`a\r\n'${text}\r\n`);
  }
  for (const harmless of ["'x", "a=1", -1]) {
    expect(encodeCsv(["a"], [[harmless]])).toBe(`a\r\n${harmless}\r\n`);
  }
});
