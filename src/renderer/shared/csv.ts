// Rows as a CSV file. Pure.

/** RFC 4180: lines end with CR LF, and what holds a comma, a quote or a break stands in quotes. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

const number = /^[-+]?[\d.,'\u00a0\u202f ]*\d[\d.,]*\s?%?$/;

/** A spreadsheet would run what begins like a formula. Words of a model must not; numbers with a sign stay numbers. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
