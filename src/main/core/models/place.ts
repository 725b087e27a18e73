// Where the answers of a model are made, as far as it can be known. An Ollama on this computer may itself be a proxy to another
// one; nobody can see that from here.
import type { OwnPlace } from '../../../preload/contract/models.ts';
import { isLoopback } from './address.ts';

type Named = { readonly name: string; readonly isRemote: boolean };

export function placeOf(address: string, { name, isRemote }: Named): OwnPlace {
  return isRemote || isCloudName(name) ? 'cloud' : placeOfAddress(address);
}

export function placeOfAddress(address: string): OwnPlace {
  if (!URL.canParse(address)) return 'other_computer';
  const url = new URL(address);
  if (isLoopback(url)) return 'this_computer';
  return /(?:^|\.)ollama\.com\.?$/.test(url.hostname) ? 'cloud' : 'other_computer';
}

/** As Ollama names the models of its cloud: "gpt-oss:120b-cloud", "kimi-k2:cloud". */
function isCloudName(name: string): boolean {
  return /[:-]cloud$/i.test(name);
}
