// What a program wrote beside its messages, for a person to read and to hand on: without the values that it was given, and without
// what looks like a secret of its own. Pure.
import type { ToolServerTrouble } from '../../../preload/contract/tools.ts';
import { withheld } from '../withheld.ts';
import type { Values } from './server-values.ts';

/** What is kept of each stands before the secret. */
const looksSecret: readonly (readonly [RegExp, string])[] = [
  // postgres://user:password@host
  [/(:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,500}(?=@)/g, '$1…'],
  [/\b((?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{6,}/gi, '$1…'],
  [/((?:api[_-]?key|access[_-]?key|token|secret|passw(?:or)?d|pwd)["']?\s*[=:]\s*["']?)[^\s"',;]{4,}/gi, '$1…'],
  [/\b((?:sk|pk|rk|gh[opsu]|github_pat|glpat|xox[abeprs])[-_])[A-Za-z0-9_-]{8,}/g, '$1…'],
  // A JWT
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, '…'],
];

export function safeWords(said: string, values: Values): string {
  return looksSecret.reduce((text, [pattern, kept]) => text.replaceAll(pattern, kept), withheld(said, values)).trim();
}

export function withSafeWords(trouble: ToolServerTrouble, values: Values): ToolServerTrouble {
  return 'detail' in trouble ? { ...trouble, detail: safeWords(trouble.detail, values) } : trouble;
}
