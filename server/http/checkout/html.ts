// Markup whose holes are escaped unless they are markup themselves.

export type Html = { readonly kind: 'html'; readonly text: string };

type Hole = string | number | Html | readonly Html[];

export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  const text = parts.reduce((whole, part, index) => whole + textOf(holes[index - 1] ?? '') + part);
  return { kind: 'html', text };
}

function textOf(hole: Hole): string {
  if (typeof hole === 'string' || typeof hole === 'number') return escape(String(hole));
  return 'kind' in hole ? hole.text : hole.map((one) => one.text).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
