// About how many tokens a text takes, before a model has counted it. Pure.

/** About four characters of an alphabet to a token; a character of Chinese, Japanese or Korean is about one. */
const perToken = 4;
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
/** A long text is judged by its beginning. */
const sampleMax = 20_000;

export function estimateTokens(text: string): number {
  const sample = text.slice(0, sampleMax);
  const denseCount = sample.match(dense)?.length ?? 0;
  const inSample = denseCount + (sample.length - denseCount) / perToken;
  return Math.max(1, Math.round(sample.length === 0 ? 0 : (inSample * text.length) / sample.length));
}
