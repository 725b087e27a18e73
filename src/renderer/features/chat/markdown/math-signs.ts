// Whether what stands between two marks is a formula: prices, shell variables and escaped brackets use the same marks. Pure.

const command = /\\(?:[a-zA-Z]{2,}|[,;!{}])/;
const script = /[\^_](?:\{[^{}]*\}|\\?[A-Za-z0-9]+)/g;
const functions = /\b(?:sin|cos|tan|log|exp|min|max|gcd|lcm|mod|det|dim|lim|arg|ker|deg|sup|inf|ln)\b/g;
const prose = /[\p{L}]{3,}/u;
const spacedWord = /(?:^|\s)[a-z]{2,}(?=\s|$)/;
const relation = /[=<>+*×÷≤≥≠≈±∈]/;
const number = /^[-+]?\d+(?:[.,]\d+)*$/;

/** Between single dollar signs, which are prices first: only what nobody would write of money. */
export function isDollarMath(content: string): boolean {
  if (content.trim() !== content || content === '' || content.includes('`')) return false;
  if (command.test(content)) return true;
  const bare = content.replace(script, ' ').replace(functions, ' ');
  if (prose.test(bare) || spacedWord.test(bare)) return false;
  if (bare !== content) return true;
  if (number.test(content) || relation.test(content)) return true;
  // A letter, a product or an application: x, 2n, dx, f(x), n-1. What has no letter could be a range of prices.
  return (
    /^\d{0,3}[\p{L}]{1,2}['′]*$/u.test(content) ||
    (/\p{L}/u.test(content) && /^[\p{L}\d\s()[\]|,.'!:/-]+$/u.test(content))
  );
}

/** Between marks that are meant for formulas, which sometimes are only escaped brackets: "\(see above\)". */
export function isMarkedMath(content: string): boolean {
  if (content.trim() === '') return false;
  if (command.test(content) || relation.test(content) || /[\^_|/]/.test(content)) return true;
  return !/\p{L}{4,}/u.test(content) && !/\p{L}{2,}\s+\p{L}{2,}/u.test(content.replace(functions, ' '));
}
