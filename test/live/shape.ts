// What of an HTTP answer has to be the same for the fake and the real Ollama.

/** Headers in order with their values, lines with everything that differs from run to run made equal. */
export function shapeOf(
  headers: unknown,
  text: string,
): { readonly headers: readonly string[]; readonly lines: readonly string[] } {
  return { headers: headerShape(headers), lines: lineShape(text) };
}

const running = new Set(['date', 'content-length']);

function headerShape(headers: unknown): readonly string[] {
  const names: readonly string[] = Array.isArray(headers)
    ? headers.filter((_, index) => index % 2 === 0).map(String)
    : Object.keys(Object(headers));
  const valueOf = (name: string): string =>
    Array.isArray(headers) ? String(headers[headers.indexOf(name) + 1]) : String(Reflect.get(Object(headers), name));
  return names.map((name) => (running.has(name.toLowerCase()) ? name : `${name}: ${valueOf(name)}`));
}

/** Pieces differ in number and words: of lines that become equal only the first is kept. */
function lineShape(text: string): readonly string[] {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/"(\w+_at)":"[^"]*Z"/g, '"$1":"TIME"')
      .replace(/"digest":"[0-9a-f]{64}"/g, '"digest":"DIGEST"')
      .replace(/"content":"(?:[^"\\]|\\.)+"/g, '"content":"WORDS"')
      .replace(/"(\w+_duration|\w+_count|size|size_vram)":\d+/g, '"$1":N'),
  );
  return lines.filter((line, index) => line !== lines[index - 1]);
}
