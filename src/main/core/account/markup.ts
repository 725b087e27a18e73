// Markup whose holes are escaped unless they are markup themselves.

export type Markup = { readonly kind: 'markup'; readonly text: string };

type Hole = string | number | Markup | readonly Markup[];

export function markup(parts: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  const text = parts.reduce((whole, part, index) => whole + textOf(holes[index - 1] ?? '') + part);
  return { kind: 'markup', text };
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
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
