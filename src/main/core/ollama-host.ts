// OLLAMA_HOST in all the forms that Ollama itself understands (envconfig/config.go as of 0.24), as an address to connect to.

const defaultPorts: Readonly<Record<string, string>> = { none: '11434', http: '80', https: '443' };

/**
 * Forms: "host", "host:port", ":port", "[::1]:port", with or without http:// or https:// and a path, and in quotation marks, which
 * shells and files may leave in. null: none of these.
 */
export function readOllamaHost(quoted: string): string | null {
  const text = quoted
    .trim()
    .replace(/^["']+|["']+$/g, '')
    .trim();
  if (text === 'ollama.com') return 'https://ollama.com:443';
  const parts = /^(?:(https?):\/\/)?([^/?#\s]*)(\/[^?#\s]*)?$/i.exec(text);
  const isForeign = parts?.[1] === undefined && text.includes('://');
  if (parts === null || isForeign || text.includes('@')) return null;
  const scheme = parts[1]?.toLowerCase();
  const [host, port] = splitPort(parts[2] ?? '');
  const wholePort = readPort(port) ?? defaultPorts[scheme ?? 'none'];
  const address = `${scheme ?? 'http'}://${connectable(host)}:${wholePort}`;
  if (!URL.canParse(address)) return null;
  const path = (parts[3] ?? '').replace(/\/+$/, '');
  return `${address}${path}`;
}

/** A bare IPv6 address has colons but no port. */
function splitPort(text: string): readonly [string, string] {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text);
  if (bracketed !== null) return [bracketed[1] ?? '', bracketed[2] ?? ''];
  if (text.split(':').length > 2) return [`[${text}]`, ''];
  const [host = '', port = ''] = text.split(':');
  return [host, port];
}

/** As Ollama does: a port that is none falls back to the default. */
function readPort(text: string): string | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? text : null;
}

/** "Listen everywhere" is no place to connect to; on this computer it is the loopback. */
function connectable(host: string): string {
  if (host === '' || host === '0.0.0.0') return '127.0.0.1';
  return host === '[::]' || host === '[0:0:0:0:0:0:0:0]' ? '[::1]' : host;
}
