// A model's name as people write or paste it, and as Ollama writes it (types/model/name.go of 0.24). Pure.
import type { ModelNameTrouble } from '../../preload/contract/downloads.ts';

export type ReadModelName =
  | { readonly kind: 'ok'; readonly name: string }
  | { readonly kind: 'malformed'; readonly trouble: ModelNameTrouble };

const ownHosts = /^(?:registry\.)?ollama\.(?:ai|com)$/i;
const huggingFaceHosts = /^(?:www\.)?(?:huggingface\.co|hf\.co)$/i;

/**
 * "llama3" is "llama3:latest". Also understands a whole command ("ollama run llama3") and the address of a model's page at Ollama
 * or Hugging Face.
 */
export function readModelName(text: string): ReadModelName {
  const bare = text
    .trim()
    .replace(/^ollama\s+(?:run|pull)\s+/i, '')
    .replace(/^["'“”]+|["'“”]+$/g, '');
  if (bare === '') return malformed({ code: 'empty' });
  if (/\s/.test(bare)) return malformed({ code: 'spaces' });
  if (/^http:\/\//i.test(bare)) return malformed({ code: 'insecure' });
  const path = /^https:\/\//i.test(bare) ? pathOfPage(bare) : bare;
  return path === null ? malformed({ code: 'not_a_model_page' }) : readParts(path);
}

/** What a page's address names; null: it is no page of a model. */
function pathOfPage(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { hostname, host, pathname } = new URL(address);
  const parts = decodeSafely(pathname)
    .split('/')
    .filter((part) => part !== '');
  if (ownHosts.test(hostname)) {
    if (parts[0] === 'library' && parts[1] !== undefined) return parts[1];
    return parts.length === 2 ? parts.join('/') : null;
  }
  if (parts.length < 2) return null;
  return [host, ...parts.slice(0, 2)].join('/');
}

function decodeSafely(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function readParts(text: string): ReadModelName {
  const colon = text.lastIndexOf(':');
  const hasTag = colon > text.lastIndexOf('/');
  const tag = hasTag ? text.slice(colon + 1) : 'latest';
  const parts = (hasTag ? text.slice(0, colon) : text).split('/');
  if (parts.length > 3) return malformed({ code: 'too_many_parts' });
  const [model = '', namespace = 'library', host = 'registry.ollama.ai'] = parts.toReversed();
  const wrong =
    troubleOf(host, /^\w[\w.:-]*$/, 350) ??
    troubleOf(namespace, /^\w[\w-]*$/, 80) ??
    troubleOf(model, /^\w[\w.-]*$/, 80) ??
    troubleOf(tag, /^\w[\w.-]*$/, 80);
  if (wrong !== null) return malformed(wrong);
  return { kind: 'ok', name: `${shortest(host, namespace)}${model}:${tag}` };
}

/** As Ollama shows a name: without what goes without saying. */
function shortest(host: string, namespace: string): string {
  if (huggingFaceHosts.test(host)) return `hf.co/${namespace}/`;
  if (!ownHosts.test(host)) return `${host}/${namespace}/`;
  return namespace.toLowerCase() === 'library' ? '' : `${namespace}/`;
}

function troubleOf(part: string, form: RegExp, lengthMax: number): ModelNameTrouble | null {
  if (part.length > lengthMax) return { code: 'too_long', part: part.slice(0, 100) };
  return form.test(part) ? null : { code: 'wrong_part', part };
}

function malformed(trouble: ModelNameTrouble): ReadModelName {
  return { kind: 'malformed', trouble };
}
