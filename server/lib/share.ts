// Shares one answer among everybody who asks the same question while it is being answered.

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
