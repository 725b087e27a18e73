// The languages that are coloured, each fetched only when a block needs it, and the other names models give them.
import type { LanguageInput } from 'shiki/core';

type Load = () => Promise<{ readonly default: LanguageInput }>;

const loaders = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  dart: () => import('shiki/langs/dart.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  elixir: () => import('shiki/langs/elixir.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  graphql: () => import('shiki/langs/graphql.mjs'),
  haskell: () => import('shiki/langs/haskell.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  ini: () => import('shiki/langs/ini.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  latex: () => import('shiki/langs/latex.mjs'),
  lua: () => import('shiki/langs/lua.mjs'),
  make: () => import('shiki/langs/make.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  nix: () => import('shiki/langs/nix.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  powershell: () => import('shiki/langs/powershell.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  r: () => import('shiki/langs/r.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  scala: () => import('shiki/langs/scala.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  zig: () => import('shiki/langs/zig.mjs'),
} as const satisfies Readonly<Record<string, Load>>;

export type LanguageName = keyof typeof loaders;

const otherNames: Readonly<Record<string, LanguageName>> = {
  'c#': 'csharp', 'c++': 'cpp', cc: 'cpp', console: 'bash', cs: 'csharp', dockerfile: 'docker', golang: 'go', h: 'c', hs: 'haskell', htm: 'html', js: 'javascript', json5: 'json', jsonc: 'json',
  kt: 'kotlin', makefile: 'make', md: 'markdown', mjs: 'javascript', patch: 'diff', ps1: 'powershell', py: 'python', python3: 'python', rb: 'ruby', rs: 'rust', sh: 'bash', shell: 'bash',
  svg: 'xml', tex: 'latex', ts: 'typescript', vue: 'html', yml: 'yaml', zsh: 'bash',
};

/** The language a fence names, under whatever name; null: plain text. */
export function findLanguage(named: string): LanguageName | null {
  const name = named.toLowerCase();
  return isLanguage(name) ? name : (otherNames[name] ?? null);
}

export function loadLanguage(name: LanguageName): Promise<{ readonly default: LanguageInput }> {
  return loaders[name]();
}

function isLanguage(name: string): name is LanguageName {
  return Object.hasOwn(loaders, name);
}
