// The languages that are coloured, and the other names models give them. Their grammars are in grammars.ts, which the page never loads.

const names = [
  'bash',
  'c',
  'cpp',
  'csharp',
  'css',
  'dart',
  'diff',
  'docker',
  'elixir',
  'go',
  'graphql',
  'haskell',
  'html',
  'ini',
  'java',
  'javascript',
  'json',
  'jsx',
  'kotlin',
  'latex',
  'lua',
  'make',
  'markdown',
  'nix',
  'php',
  'powershell',
  'python',
  'r',
  'ruby',
  'rust',
  'scala',
  'sql',
  'swift',
  'toml',
  'tsx',
  'typescript',
  'xml',
  'yaml',
  'zig',
] as const;

export type LanguageName = (typeof names)[number];

const otherNames: Readonly<Record<string, LanguageName>> = {
  'c#': 'csharp',
  'c++': 'cpp',
  cc: 'cpp',
  console: 'bash',
  cs: 'csharp',
  dockerfile: 'docker',
  golang: 'go',
  h: 'c',
  hs: 'haskell',
  htm: 'html',
  js: 'javascript',
  json5: 'json',
  jsonc: 'json',
  kt: 'kotlin',
  makefile: 'make',
  md: 'markdown',
  mjs: 'javascript',
  patch: 'diff',
  ps1: 'powershell',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  tex: 'latex',
  ts: 'typescript',
  vue: 'html',
  yml: 'yaml',
  zsh: 'bash',
};

/** The language a fence names, under whatever name; null: plain text. */
export function findLanguage(named: string): LanguageName | null {
  const wanted = named.toLowerCase();
  return (
    names.find((name) => name === wanted) ?? (Object.hasOwn(otherNames, wanted) ? (otherNames[wanted] ?? null) : null)
  );
}
