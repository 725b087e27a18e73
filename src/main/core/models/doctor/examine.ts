// Goes the way to Ollama step by step, until something is in it. Asks nothing of anybody but of that Ollama, its
// neighbours on this computer, and the system.
import type { Diagnosis, Finding } from '../../../../preload/contract/doctor.ts';
import type { Failure } from '../../../../preload/contract/failure.ts';
import type { Clock } from '../../ports.ts';
import { CodedFailure } from '../../coded-failure.ts';
import { isLocalName, isLoopback, readAddress } from '../address.ts';
import type { Ollama } from '../ollama.ts';
import type { Headers } from '../ollamas/withhold.ts';
import { placeOfAddress } from '../place.ts';
import { addressesOf, knock, tlsTrouble, type Knock } from './reach.ts';
import { redactAddress, redactText } from './redact.ts';
import { findingsOf } from './stock-findings.ts';

export type DoctorParts = {
  readonly ollama: Ollama;
  readonly clock: Clock;
  readonly isInstalled: () => Promise<boolean>;
  readonly memoryBytes: () => number;
  readonly freeBytes: () => Promise<number | null>;
  readonly platform: Diagnosis['platform'];
  /** At which Ollama listens where nobody said otherwise. */
  readonly usualPort: number;
  /** As the environment names it; null: none. */
  readonly proxy: string | null;
};

type Way = {
  readonly parts: DoctorParts;
  readonly url: URL;
  /** null: they cannot be read, or are for another address. */
  readonly headers: Headers | null;
  readonly signal: AbortSignal;
};
/** What was found at a station, and whether the way goes on. */
type Station = { readonly findings: readonly Finding[]; readonly isPassed: boolean };

/** Older ones drop the beginning of a long chat in silence. */
export const wantedVersion = '0.12.0';

export type Examined = { readonly address: string; readonly headers: Headers | null };

export async function examine(
  parts: DoctorParts,
  { address, headers }: Examined,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const told = { address: redactAddress(address), place: placeOfAddress(address), platform: parts.platform };
  const read = readAddress(address);
  if (read.kind === 'malformed') return { ...told, findings: [{ code: 'address_wrong' }] };
  const way: Way = { parts, url: read.url, headers, signal };
  const findings: Finding[] = [];
  for (const station of [seekProgram, seekPort, seekTls, seekAnswer, seekProxy, seekStock]) {
    const { findings: found, isPassed } = await station(way);
    signal.throwIfAborted();
    findings.push(...found);
    if (!isPassed) break;
  }
  return { ...told, findings };
}

/** Told only where it says something: an Ollama in a container is not found, and runs all the same. */
async function seekProgram({ parts, url }: Way): Promise<Station> {
  if (!isLoopback(url)) return passed();
  return (await parts.isInstalled()) ? passed({ code: 'program_found' }) : passed();
}

async function seekPort({ parts, url, signal }: Way): Promise<Station> {
  const { clock } = parts;
  const host = bareHost(url);
  const port = portOf(url);
  const isHere = isLoopback(url);
  const addresses = isLocalName(host) ? ['127.0.0.1', '::1'] : await addressesOf(anyToLoopback(host), clock);
  if (addresses.length === 0) return stopped({ code: 'name_unknown', host });
  const named: Finding[] =
    isHere || addresses.includes(host) ? [] : [{ code: 'name_found', addresses: [...addresses] }];
  const knocks = await Promise.all(addresses.map((one) => knock({ host: one, port }, clock)));
  const open = addresses.filter((_, at) => knocks[at] === 'open');
  if (open.length > 0) return passed(...named, { code: 'port_open', addresses: open });
  if (isHere) {
    const elsewhere = await findNeighbour(parts, { host, port }, signal);
    if (elsewhere !== null) return stopped(...named, elsewhere);
    return stopped({ code: (await parts.isInstalled()) ? 'process_stopped' : 'program_missing' });
  }
  return stopped(...named, closedFinding(knocks, host, port));
}

/** An Ollama on this computer, but at its other address or at its usual port. */
async function findNeighbour(
  { ollama, clock, usualPort }: DoctorParts,
  asked: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Finding | null> {
  const other = asked.host.includes(':') ? '127.0.0.1' : '::1';
  if ((await knock({ host: other, port: asked.port }, clock)) === 'open')
    return { code: 'other_family', address: addressAt(other, asked.port) };
  if (asked.port === usualPort) return null;
  const address = addressAt('127.0.0.1', usualPort);
  const isOllama = await ollama.tags({ address, headers: {}, signal }).then(
    () => true,
    () => false,
  );
  return isOllama ? { code: 'other_port', address } : null;
}

function closedFinding(knocks: readonly Knock[], host: string, port: number): Finding {
  if (knocks.includes('refused')) return { code: 'port_refused', host, port };
  return knocks.includes('silent') ? { code: 'port_silent', host, port } : { code: 'host_unreachable', host };
}

const tlsCodes: Readonly<Record<string, 'tls_expired' | 'tls_other_name'>> = {
  CERT_HAS_EXPIRED: 'tls_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_other_name',
};

async function seekTls({ parts, url }: Way): Promise<Station> {
  if (url.protocol !== 'https:') return isLoopback(url) ? passed() : passed({ code: 'not_encrypted' });
  const detail = await tlsTrouble({ host: bareHost(url), port: portOf(url) }, parts.clock);
  if (detail === null) return passed({ code: 'tls_good' });
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|EPROTO|UNKNOWN_PROTOCOL|HTTP_REQUEST/.test(detail))
    return stopped({ code: 'tls_unwanted', address: withProtocol(url, 'http:') });
  const isTrust = /SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED|SIGNATURE/.test(detail);
  return stopped({ code: tlsCodes[detail] ?? (isTrust ? 'tls_untrusted' : 'tls_failed'), detail });
}

async function seekAnswer({ parts, url, headers, signal }: Way): Promise<Station> {
  if (headers === null) return stopped({ code: 'headers_missing' });
  const to = { address: url.href, headers, signal };
  try {
    await parts.ollama.tags(to);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CodedFailure)) throw error;
    return stopped(await answerFinding(error.failure, url, parts.clock));
  }
  const version = await parts.ollama.version(to).catch(() => null);
  signal.throwIfAborted();
  const answers: Finding = { code: 'answers', version };
  return version !== null && isOlder(version, wantedVersion)
    ? passed(answers, { code: 'version_old', version, wanted: wantedVersion })
    : passed(answers);
}

async function answerFinding(failure: Failure, url: URL, clock: Clock): Promise<Finding> {
  const detail = redactText(failure.detail ?? failure.code);
  if (/http request .*https|https server/i.test(detail))
    return { code: 'tls_wanted', address: withProtocol(url, 'https:') };
  switch (failure.code) {
    case 'ollama_forbidden':
      return { code: 'forbidden', address: await numericAddress(url, clock) };
    case 'ollama_unauthorized':
      return { code: 'unauthorized' };
    case 'ollama_redirected':
      return { code: 'redirected', detail };
    case 'ollama_gateway':
      return { code: 'gateway', detail };
    case 'ollama_wrong_address':
      return { code: 'not_ollama', detail };
    case 'ollama_stalled':
      return { code: 'silent', waitedS: failure.waitedS ?? 0 };
    default:
      return { code: 'broken', detail };
  }
}

/** An Ollama that listens for this computer alone takes numbers, and of names only a few. null: it is a number already. */
async function numericAddress(url: URL, clock: Clock): Promise<string | null> {
  const host = bareHost(url);
  const [first] = await addressesOf(host, clock);
  if (first === undefined || first === host) return null;
  return `${url.protocol}//${inBrackets(first)}:${String(portOf(url))}`;
}

/** The app itself goes to Ollama without one; Ollama uses it for downloads. */
async function seekProxy({ parts }: Way): Promise<Station> {
  const { proxy } = parts;
  return proxy === null ? passed() : passed({ code: 'proxy_set', host: redactAddress(proxy) });
}

async function seekStock({ parts, url, headers, signal }: Way): Promise<Station> {
  const isHere = isLoopback(url);
  const models = await parts.ollama.tags({ address: url.href, headers: headers ?? {}, signal }).catch(() => []);
  const freeBytes = isHere ? await parts.freeBytes() : null;
  return passed(...findingsOf({ models, freeBytes, memoryBytes: isHere ? parts.memoryBytes() : null }));
}

function passed(...findings: readonly Finding[]): Station {
  return { findings, isPassed: true };
}

function stopped(...findings: readonly Finding[]): Station {
  return { findings, isPassed: false };
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function anyToLoopback(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function inBrackets(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function addressAt(host: string, port: number): string {
  return `http://${inBrackets(host)}:${String(port)}`;
}

/** With its port named: the two protocols have different ones. */
function withProtocol(url: URL, protocol: 'http:' | 'https:'): string {
  const path = url.pathname === '/' ? '' : url.pathname;
  return `${protocol}//${url.hostname}:${String(portOf(url))}${path}`;
}

/** By their first three numbers; what is no version is not older. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): readonly number[] | null =>
    /^v?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? null;
  const [one, other] = [numbers(version), numbers(than)];
  if (one === null || other === null) return false;
  const at = one.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
}
