// Colours code line by line and goes on where it stopped, so that a block that grows is not read from its start again.
import { createCssVariablesTheme, createHighlighterCore, type GrammarState, type HighlighterCore, type ThemedToken } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { loadLanguage, type LanguageName } from './languages.ts';

/** `color` is a CSS variable of the tokens, so one pass serves day and night. */
export type CodeToken = { readonly text: string; readonly color: string | undefined };
export type CodeLine = readonly CodeToken[];

/** `code` and `state` reach to the end of the last whole line; `lines` also hold what has begun after it. */
export type Coloured = { readonly language: LanguageName; readonly code: string; readonly whole: readonly CodeLine[]; readonly lines: readonly CodeLine[]; readonly state: GrammarState | null };
export type Paint = (previous: Coloured | null, code: string) => Coloured;

/** Longer lines than this stay plain: minified files would hold up the page. */
const lineLengthMax = 2_000;

const theme = createCssVariablesTheme({ name: 'ink', variablePrefix: '--color-code-', fontStyle: false });
const highlighter: Promise<HighlighterCore> = createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });

/** Fetches the language and gives the pure painter of its code. */
export async function loadPainter(language: LanguageName): Promise<Paint> {
  const [painter, grammar] = await Promise.all([highlighter, loadLanguage(language)]);
  await painter.loadLanguage(grammar.default);
  return (previous, code) => paint(painter, language, previous, code);
}

/** Whole lines are kept; only what came after them is read. */
function paint(painter: HighlighterCore, language: LanguageName, previous: Coloured | null, code: string): Coloured {
  const ended = code.slice(0, code.lastIndexOf('\n') + 1);
  const kept = previous !== null && previous.language === language && ended.startsWith(previous.code) ? previous : null;
  const fresh = ended.slice(kept?.code.length ?? 0);
  const read = fresh === '' ? null : readLines(painter, language, kept?.state ?? null, fresh.slice(0, -1));
  const whole = read === null ? (kept?.whole ?? []) : [...(kept?.whole ?? []), ...read.lines];
  const state = read === null ? (kept?.state ?? null) : read.state;
  const begun = code.slice(ended.length);
  const lines = begun === '' ? whole : [...whole, ...readLines(painter, language, state, begun).lines];
  return { language, code: ended, whole, lines, state };
}

function readLines(painter: HighlighterCore, language: LanguageName, state: GrammarState | null, code: string): { readonly lines: readonly CodeLine[]; readonly state: GrammarState | null } {
  const read = painter.codeToTokens(code, { lang: language, theme: 'ink', tokenizeMaxLineLength: lineLengthMax, ...(state === null ? {} : { grammarState: state }) });
  return { lines: read.tokens.map(toLine), state: read.grammarState ?? null };
}

function toLine(tokens: readonly ThemedToken[]): CodeLine {
  return tokens.map((token) => ({ text: token.content, color: token.color }));
}
