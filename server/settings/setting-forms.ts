// The formats of single settings. Each has a message that says what it expects; none knows what the setting is for.
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { Pack } from '../contract/config.ts';
import { isCurrency } from '../contract/currencies.ts';
import { FreeAmount } from '../contract/orders/free-amount.ts';
import { microcreditsPerCredit } from '../contract/money.ts';
import { WrittenPriceRules } from '../contract/holds/prices.ts';
import { toRate } from '../domain/rate.ts';

const saidOfRate = 'must be the microcredits that a cent buys, a number above 0 such as 500000 or 502512.5';

export const whole = (least: number, most: number) => {
  const said = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, said)
    .transform(Number)
    .pipe(z.int(said).min(least, said).max(most, said));
};

/** A decimal above 0 with at most six decimals, kept exactly. */
export const creditRate = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, saidOfRate)
  .transform(toRate)
  .refine((rate) => rate > 0n, saidOfRate);

export const flag = z
  .enum(['0', '1', 'false', 'true'], 'must be 1 or 0')
  .transform((word) => word === '1' || word === 'true');

export const secret = z
  .string()
  .min(16, 'must have 16 characters or more; leave the line out to have one made where that is allowed');

/** A secret that is sent in a header, which allows neither line breaks nor other characters. */
export const inHeader = <Form extends z.ZodString>(form: Form) =>
  form.regex(/^[\x20-\x7e]*$/, 'must be made of ASCII letters, digits and signs alone, since it is sent in a header');

export const list = z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''));

/** Browsers send an origin in lower case and without a path, and it is compared in that form. */
export const origins = list.transform((entries, context) =>
  entries.map((entry) => {
    const origin = originOf(entry);
    if (origin === null)
      context.addIssue({
        code: 'custom',
        message: `must list origins such as https://app.example.org, or * for any; ${JSON.stringify(entry)} is neither`,
      });
    return origin ?? entry;
  }),
);

function originOf(entry: string): string | null {
  if (entry === '*' || entry === 'null') return entry;
  const [, scheme = '', host = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@*]+)\/*$/i.exec(entry) ?? [];
  if (host === '' || !URL.canParse(entry)) return null;
  // URL gives no origin for schemes outside the web, such as capacitor://localhost.
  const { origin } = new URL(entry);
  return origin === 'null' ? `${scheme}://${host}`.toLowerCase() : origin;
}

export const cidrs = list.transform((entries, context) => {
  const trusted = new BlockList();
  for (const entry of entries) {
    if (!addCidr(trusted, entry))
      context.addIssue({
        code: 'custom',
        message: `must list addresses or networks like 10.0.0.0/8; ${JSON.stringify(entry)} is neither`,
      });
  }
  return trusted;
});

const WrittenPack = Pack.partial({ name: true });

const defaultPacks: readonly z.input<typeof WrittenPack>[] = [
  { id: 'small', credits_microcredits: 100_000_000, amount_cents: 199, currency: 'USD' },
  { id: 'medium', credits_microcredits: 500_000_000, amount_cents: 799, currency: 'USD' },
  { id: 'large', credits_microcredits: 2_000_000_000, amount_cents: 2499, currency: 'USD' },
];

export const packs = z
  .string()
  .default(JSON.stringify(defaultPacks))
  .transform((text, context) => {
    const parsed = z.array(WrittenPack).min(1).max(50).safeParse(parseJson(text));
    const isForm = parsed.success && new Set(parsed.data.map((pack) => pack.id)).size === parsed.data.length;
    const odd = isForm ? parsed.data.find(({ currency }) => !isCurrency(currency)) : undefined;
    if (isForm && odd === undefined) return nameBySize(parsed.data);
    const message =
      odd === undefined
        ? 'must be a JSON list of packs with different ids, each {"id","credits_microcredits","amount_cents","currency"}'
        : `must have another currency for the pack "${odd.id}": ${noCurrency(odd.currency)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** A pack without a name is called after its size among the others, or after its credits where there are too many to name. */
function nameBySize(written: readonly z.output<typeof WrittenPack>[]): Pack[] {
  const sizes = [...new Set(written.map((pack) => pack.credits_microcredits))].sort((a, b) => a - b);
  const names = sizeNames.find((some) => some.length === sizes.length) ?? [];
  return written.map((pack) => ({
    ...pack,
    name: pack.name ?? names[sizes.indexOf(pack.credits_microcredits)] ?? sayCredits(pack.credits_microcredits),
  }));
}

const sizeNames = [['Starter'], ['Starter', 'Large'], ['Starter', 'Regular', 'Large']] as const;

function sayCredits(microcredits: number): string {
  return `${(microcredits / microcreditsPerCredit).toLocaleString('en')} credits`;
}

/** The smallest amount must buy something, and the largest no more credits than can be counted exactly. */
export const freeAmount = z.string().transform((text, context) => {
  const parsed = FreeAmount.safeParse(parseJson(text));
  const fault = parsed.success ? faultOf(parsed.data) : formOfFreeAmount;
  if (parsed.success && fault === null) return parsed.data;
  context.addIssue({ code: 'custom', message: fault ?? formOfFreeAmount });
  return z.NEVER;
});

const formOfFreeAmount =
  'must be a JSON object such as {"currency":"EUR","min_cents":100,"max_cents":10000,"rate":{"amount_cents":100,"credits_microcredits":50000000}}';

function noCurrency(code: string): string {
  return `${code} is no currency of ISO 4217 that prices can be in`;
}

function faultOf({
  currency,
  min_cents: least,
  max_cents: most,
  step_cents: step = 1,
  rate,
}: FreeAmount): string | null {
  if (!isCurrency(currency)) return `must have another currency: ${noCurrency(currency)}`;
  if (least % step !== 0 || most % step !== 0)
    return `must have a min_cents and a max_cents that are multiples of its step_cents, ${step}`;
  if (least > most) return `must have a min_cents of no more than its max_cents, and ${least} is more than ${most}`;
  const credits = (cents: number) => (BigInt(rate.credits_microcredits) * BigInt(cents)) / BigInt(rate.amount_cents);
  if (credits(least) < 1n) return `must give credits for its min_cents, and ${least} would buy nothing`;
  if (credits(most) > BigInt(Number.MAX_SAFE_INTEGER))
    return 'must have a lower max_cents, which would buy more credits than can be counted';
  return null;
}

export const webAddress = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be an http or https address such as ${example}` });

/** The address that all others are made from by adding a path. */
export const baseAddress = (example: string) =>
  webAddress(example)
    .refine((url) => URL.canParse(url) && new URL(url).username === '', 'must not hold a name or a password')
    .refine((url) => !/[?#]/.test(url), 'must not hold a ? or a #, since paths are added to it')
    .transform((url) => (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, ''));

/** SQLite reads some names as a database in memory, which is lost when the process ends. */
export const filePath = z
  .string()
  .refine(
    (path) => !/^(?::memory:|file:)/i.test(path),
    'must be the path of a file: a ledger in memory would be lost at the end of the process',
  );

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

export const priceRules = z.string().transform((text, context) => {
  const parsed = WrittenPriceRules.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  context.addIssue({
    code: 'custom',
    message: `must be a JSON list of price rules; ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it cannot be read'}`,
  });
  return z.NEVER;
});

function addCidr(trusted: BlockList, entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (prefix > most) return false;
  trusted.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
