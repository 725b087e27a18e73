// Colours code line by line and goes on where it stopped, so that a block that grows is not read from its start again. Runs in the worker.
import {
  createCssVariablesTheme,
  createHighlighterCore,
  type GrammarState,
  type HighlighterCore,
  type ThemedToken,
} from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { CodeLine } from './code-line.ts';
import { loadGrammar } from './grammars.ts';
import type { LanguageName } from './languages.ts';

/** `code` and `state` reach to the end of the last whole line; `begun` is the line after it. */
export type Coloured = {
  readonly language: LanguageName;
  readonly code: string;
  readonly whole: readonly CodeLine[];
  readonly begun: readonly CodeLine[];
  readonly state: GrammarState | null;
};
export type Paint = (previous: Coloured | null, code: string) => Coloured;

/** Longer lines than this stay plain: minified files would take too long. */
const lineLengthMax = 2_000;
/** Milliseconds for one line. The first lines of a language take long, because its rules are made ready then. */
const lineTimeMs = 10_000;

/** Fetches languages once each and gives the pure painter of each. */
export function createPaints(): (language: LanguageName) => Promise<Paint> {
  const highlighter = createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'ink', variablePrefix: '--color-code-', fontStyle: false })],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const loaded = new Map<LanguageName, Promise<Paint>>();
  const load = async (language: LanguageName): Promise<Paint> => {
    const [core, grammar] = await Promise.all([highlighter, loadGrammar(language)]);
    await core.loadLanguage(grammar.default);
    return (previous, code) => paint({ core, language }, previous, code);
  };
  return (language) => {
    const paints = loaded.get(language) ?? load(language);
    loaded.set(language, paints);
    return paints;
  };
}

type Reader = { readonly core: HighlighterCore; readonly language: LanguageName };

function paint(reader: Reader, previous: Coloured | null, code: string): Coloured {
  const { language } = reader;
  const ended = code.slice(0, code.lastIndexOf('\n') + 1);
  const kept = previous !== null && previous.language === language && ended.startsWith(previous.code) ? previous : null;
  const fresh = ended.slice(kept?.code.length ?? 0);
  const read = fresh === '' ? null : readLines(reader, kept?.state ?? null, fresh.slice(0, -1));
  const whole = read === null ? (kept?.whole ?? []) : [...(kept?.whole ?? []), ...read.lines];
  const state = read === null ? (kept?.state ?? null) : read.state;
  const rest = code.slice(ended.length);
  return { language, code: ended, whole, begun: rest === '' ? [] : readLines(reader, state, rest).lines, state };
}

function readLines(
  { core, language }: Reader,
  state: GrammarState | null,
  code: string,
): { readonly lines: readonly CodeLine[]; readonly state: GrammarState | null } {
  const read = core.codeToTokens(code, {
    lang: language,
    theme: 'ink',
    tokenizeMaxLineLength: lineLengthMax,
    tokenizeTimeLimit: lineTimeMs,
    ...(state === null ? {} : { grammarState: state }),
  });
  return { lines: read.tokens.map(toLine), state: read.grammarState ?? null };
}

function toLine(tokens: readonly ThemedToken[]): CodeLine {
  return {
    text: tokens.map((token) => token.content).join(''),
    tokens: tokens.map((token) => ({ text: token.content, color: token.color })),
  };
}
