// The names by which models know tools: of letters, digits, `_` and `-`, as all of them take, and never two alike. Pure.

const nameMax = 64;

type Named = { readonly server: string; readonly tool: string };

/** One name for each, in the same order: "files__read_file". The same list gives the same names. */
export function namesForModels(all: readonly Named[]): string[] {
  const taken = new Set<string>();
  return all.map(({ server, tool }) => {
    const name = freeName(`${plain(server)}__${plain(tool)}`, taken);
    taken.add(name);
    return name;
  });
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? '' : `_${n}`;
    const name = wanted.slice(0, nameMax - end.length) + end;
    if (!taken.has(name)) return name;
  }
}

/** Letters of other scripts have no place in such names; a name of nothing else is `x`. */
function plain(name: string): string {
  const kept = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return kept === '' ? 'x' : kept;
}
