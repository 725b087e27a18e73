// Rows as CSV after RFC 4180: CRLF after every row, cells in quotation marks where they need them.
import type { CsvCell } from '../contract/csv.ts';

export function csvLines(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(cell: CsvCell): string {
  if (cell === null) return '';
  // A number is written as it is: a spreadsheet must be able to add up negative amounts, and digits are no formula.
  if (typeof cell === 'number') return String(cell);
  const harmless = startsFormula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Spreadsheets take a cell that begins so for a formula; the apostrophe says that it is text. */
const startsFormula = /^[=+\-@\t\r\n]/;

/** Blanks at either end too, which some readers drop. */
const needsQuotes = /[",\r\n]|^\s|\s$/;
