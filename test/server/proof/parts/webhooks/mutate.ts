// Spoils webhooks in every way that comes to mind: bits, bytes, words, whole bodies, signatures, times, names of headers.
import { createHmac } from 'node:crypto';

export type Headers = Readonly<Record<string, string | string[]>>;
export type Delivery = { readonly body: Buffer; readonly headers: Headers };

/** A provider's webhooks as they really are, and how it signs. `header`: where the signature stands, in lower case. */
export type Signer = {
  readonly provider: 'btcpay' | 'stripe' | 'sandbox';
  readonly header: string;
  readonly secret: string;
  /** `atMs`: when it says that it signed, for those who say so. */
  sign(body: Buffer, by: { readonly secret: string; readonly atMs: number }): string;
};

/** Whole numbers from 0 to below `below`; the same seed gives the same ones. */
export type Dice = (below: number) => number;

export function createDice(seed: number): Dice {
  const state = { at: seed | 1 };
  return (below) => {
    state.at ^= state.at << 13;
    state.at ^= state.at >>> 17;
    state.at ^= state.at << 5;
    return Math.floor(((state.at >>> 0) / 2 ** 32) * below);
  };
}

export type Spoiling = {
  readonly signer: Signer;
  readonly dice: Dice;
  readonly nowMs: number;
  /** Another true delivery of the same provider. */
  readonly other: Delivery;
};

/** One to three mutations, of the body, of the headers or of both; now and then none at all. */
export function spoil(delivery: Delivery, how: Spoiling): Delivery {
  const { dice } = how;
  if (dice(100) === 0) return delivery;
  let spoilt = delivery;
  for (let left = 1 + dice(3); left > 0; left -= 1) {
    if (dice(2) === 0) spoilt = { ...spoilt, body: bodies[dice(bodies.length)]?.(spoilt.body, how) ?? spoilt.body };
    else spoilt = { ...spoilt, headers: headers[dice(headers.length)]?.(spoilt, how) ?? spoilt.headers };
  }
  return spoilt;
}

type OnBody = (body: Buffer, how: Spoiling) => Buffer;

/** A place in it, or 0 where it is empty. */
const placeIn = (body: Buffer, dice: Dice): number => dice(Math.max(1, body.length));

const bodies: readonly OnBody[] = [
  (body, { dice }) => {
    const flipped = Buffer.from(body);
    const at = placeIn(body, dice);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << dice(8));
    return flipped;
  },
  (body, { dice }) => body.subarray(0, placeIn(body, dice)),
  (body, { dice }) => body.subarray(placeIn(body, dice)),
  (body, { dice }) => {
    const at = placeIn(body, dice);
    return Buffer.concat([body.subarray(0, at), Buffer.from([dice(256)]), body.subarray(at)]);
  },
  (body, { dice }) => {
    const at = placeIn(body, dice);
    return Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]);
  },
  (body, { dice }) => rewritten(body, (value) => JSON.stringify(value, null, dice(5))),
  (body, { dice }) => rewritten(body, (value) => JSON.stringify({ ...Object(value), [`extra${dice(9)}`]: dice(9) })),
  (body) => rewritten(body, (value) => JSON.stringify(Object.fromEntries(Object.entries(Object(value)).toReversed()))),
  (body, { dice }) => Buffer.from(body.toString().replace(/[0-9a-f]{8}-[0-9a-f]{4}/, () => `deadbee${dice(10)}-cafe`)),
  (body) => Buffer.from(body.toString().replace(/paid|Processing|created/i, 'Settled')),
  (body) => Buffer.from(body.toString().replaceAll('\n', '\r\n')),
  (body) => Buffer.from(body.toString().replaceAll('e', 'е')),
  (body) => Buffer.from(body.toString().toUpperCase()),
  (body) => Buffer.from(body.toString(), 'utf16le'),
  (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  (body) => Buffer.concat([body, Buffer.from('\n')]),
  (body) => Buffer.concat([body, body]),
  (body) => Buffer.concat([body, Buffer.from([0, 0xff, 0xc0, 0x80])]),
  () => Buffer.alloc(0),
  () => Buffer.from('null'),
  () => Buffer.from('[]'),
  () => Buffer.from('{"__proto__":{"type":"x"},"constructor":1}'),
  (_, { dice }) => Buffer.from('['.repeat(dice(2_000))),
  (body, { dice }) => (dice(200) === 0 ? Buffer.concat([body, Buffer.alloc(300_000, 0x20)]) : body.subarray(1)),
  (_, { other }) => other.body,
];

function rewritten(body: Buffer, write: (value: unknown) => string): Buffer {
  try {
    return Buffer.from(write(JSON.parse(body.toString())));
  } catch {
    return Buffer.concat([body, Buffer.from(' ')]);
  }
}

type OnHeaders = (delivery: Delivery, how: Spoiling) => Headers;
type OnSignature = (signature: string, how: Spoiling, body: Buffer) => string | string[];

const minute = 60_000;
const signed = (by: (how: Spoiling) => { readonly secret: string; readonly atMs: number }): OnSignature => {
  return (_, how, body) => how.signer.sign(body, by(how));
};

const signatures: readonly OnSignature[] = [
  () => '',
  () => ' ',
  (signature) => [signature, signature],
  (signature) => `${signature}, ${signature}`,
  (signature) => signature.toUpperCase(),
  (signature) => ` ${signature} `,
  (signature) => `${signature}\u0000`,
  (signature) => signature.replace(/[0-9a-f](?=[^0-9a-f]*$)/, (digit) => (digit === '0' ? '1' : '0')),
  (signature, { dice }) => signature.slice(0, dice(signature.length + 1)),
  (signature) => signature.repeat(2),
  (signature) => signature.replace('sha256', 'sha1').replace('v1', 'v0'),
  (signature) => signature.replace(/[0-9a-f]{64}/, ''),
  (signature) => signature.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
  (signature) => signature.replace(/[0-9a-f]{64}/, '𝟎'.repeat(64)),
  (signature) =>
    signature.replace(/=([0-9a-f]{64})/, (_, hex: string) => `=${Buffer.from(hex, 'hex').toString('base64')}`),
  (signature) => signature.replace(/t=\d+/, ''),
  (signature) => signature.replace(/t=\d+/, 't=NaN'),
  (signature) => signature.replace(/t=\d+/, 't=99999999999999999999'),
  (signature) => signature.replace(/t=\d+/, 't=-1'),
  (signature, { dice }) => signature.replace(/t=(\d+)/, (_, at: string) => `t=${Number(at) - 301 - dice(9_999)}`),
  (_, { dice }) => 'x'.repeat(dice(40) === 0 ? 50_000 : 10),
  (_, { other, signer }) => other.headers[signer.header] ?? '',
  // What it says is true to the bytes that are sent, and still not the provider's word, or a word of long ago.
  signed(({ nowMs }) => ({ secret: 'whsec_another_secret_of_somebody', atMs: nowMs })),
  signed(({ nowMs }) => ({ secret: '', atMs: nowMs })),
  signed(({ nowMs }) => ({ secret: 'undefined', atMs: nowMs })),
  signed(({ nowMs, signer }) => ({ secret: `${signer.secret} `, atMs: nowMs })),
  signed(({ nowMs, signer }) => ({ secret: signer.secret.toUpperCase(), atMs: nowMs })),
  signed(({ nowMs, signer, dice }) => ({ secret: signer.secret, atMs: nowMs - 6 * minute - dice(1e9) })),
  (_, { signer }, body) => `sha256=${createHmac('sha512', signer.secret).update(body).digest('hex')}`,
  // The one case in which the body may be another and the delivery is still good.
  signed(({ nowMs, signer }) => ({ secret: signer.secret, atMs: nowMs })),
];

const headers: readonly OnHeaders[] = [
  ...signatures.map((change): OnHeaders => ({ body, headers: all }, how) => ({
    ...all,
    [how.signer.header]: change(firstOf(all[how.signer.header]), how, body),
  })),
  ({ headers: all }, { signer }) => without(all, signer.header),
  ({ headers: all }, { signer }) => ({ ...without(all, signer.header), 'x-signature': firstOf(all[signer.header]) }),
  ({ headers: all }, { signer }) => ({
    ...without(all, signer.header),
    [signer.header === 'btcpay-sig' ? 'stripe-signature' : 'btcpay-sig']: firstOf(all[signer.header]),
  }),
];

function firstOf(value: string | string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

function without(all: Headers, name: string): Headers {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));
}
