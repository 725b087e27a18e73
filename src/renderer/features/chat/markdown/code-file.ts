// The file that a block of code becomes: the name that its first line gives, or one by its language. Pure.
import { savedTextMax, TextFile } from '../../../../preload/contract/app.ts';
import { findLanguage, type LanguageName } from './languages.ts';

const endings: Readonly<Record<LanguageName, string>> = {
  bash: 'sh',
  c: 'c',
  cpp: 'cpp',
  csharp: 'cs',
  css: 'css',
  dart: 'dart',
  diff: 'diff',
  docker: 'dockerfile',
  elixir: 'ex',
  go: 'go',
  graphql: 'graphql',
  haskell: 'hs',
  html: 'html',
  ini: 'ini',
  java: 'java',
  javascript: 'js',
  json: 'json',
  jsx: 'jsx',
  kotlin: 'kt',
  latex: 'tex',
  lua: 'lua',
  make: 'mk',
  markdown: 'md',
  nix: 'nix',
  php: 'php',
  powershell: 'ps1',
  python: 'py',
  r: 'r',
  ruby: 'rb',
  rust: 'rs',
  scala: 'scala',
  sql: 'sql',
  swift: 'swift',
  toml: 'toml',
  tsx: 'tsx',
  typescript: 'ts',
  xml: 'xml',
  yaml: 'yaml',
  zig: 'zig',
};

/** Their files are called so, without an ending. */
const wholeNames: Partial<Record<LanguageName, string>> = { docker: 'Dockerfile', make: 'Makefile' };

/** What names say better than the language that they are coloured by. */
const namedEndings: ReadonlySet<string> = new Set(['vue', 'svg', 'h', 'mjs', 'jsonc', 'json5', 'patch', 'csv', 'tsv']);

/** A comment with nothing in it but a path: "// src/main.ts", "# app.py", "<!-- index.html -->". */
const namingLine =
  /^\s*(?:\/\/|#|--|;|%|\/\*|<!--)\s*(?:file(?:name)?:\s*)?([^\s*]+\.[A-Za-z0-9]{1,10})\s*(?:\*\/|-->)?\s*$/i;

/** `base`: the name where nothing better is known. */
export function codeFile(code: string, named: string, base: string): TextFile {
  return { name: nameFor(code, named, base), text: code.slice(0, savedTextMax) };
}

function nameFor(code: string, named: string, base: string): string {
  const given = namingLine
    .exec(code.slice(0, 300).split('\n', 1)[0] ?? '')?.[1]
    ?.split(/[\\/]/)
    .at(-1);
  if (given !== undefined && TextFile.shape.name.safeParse(given).success) return given;
  const language = findLanguage(named);
  const whole = language === null ? undefined : wholeNames[language];
  if (whole !== undefined) return whole;
  const written = named.toLowerCase();
  if (namedEndings.has(written)) return `${base}.${written}`;
  return `${base}.${language === null ? 'txt' : endings[language]}`;
}
