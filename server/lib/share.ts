// The same question, asked again while its first asking is on the way, waits for that answer.

export function sharing<Answer>(): (key: string, ask: () => Promise<Answer>) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>();
  return (key, ask) => {
    const found = asked.get(key);
    if (found !== undefined) return found;
    const answer = ask().finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}
