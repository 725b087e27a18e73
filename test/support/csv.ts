// Reads CSV by RFC 4180, strictly: every row ends with CRLF, and a quotation mark stands only where the RFC has it.

export function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let row: string[] = [], at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null) throw new Error(`no CSV: ${JSON.stringify(text.slice(at, at + 60))}`);
    const [, quoted, plain = '', end] = found;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== '\r\n') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
