/** Files for readers: tables as text that spreadsheets read (RFC 4180), and JSON. */

export type Cell = string | number | null;

/** As in the server's exports: spaces do not hide a formula, nor do the wide signs of Asian keyboards. */
const FORMULA = /^(?:[\s']*[=+\-@＝＋－＠]|'*[\t\r\n])/;

/** The rows, the heading first. A text that a spreadsheet would run as a formula gets an apostrophe. */
export function encodeCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(encodeCell).join(",")}\r\n`).join("");
}

function encodeCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hand a table to the reader as a file. */
export function downloadCsv(name: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  download(`${name}.csv`, "text/csv;charset=utf-8", `\ufeff${encodeCsv(columns, rows)}`);
}

/** Hand values to the reader as a file. */
export function downloadJson(name: string, values: readonly unknown[]): void {
  download(`${name}.json`, "application/json", `${JSON.stringify(values, null, 2)}\n`);
}

function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
