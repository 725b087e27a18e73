// The forms of single settings. Each says what it expects; none knows what the setting is for.
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { Pack } from '../contract/config.ts';
import { isCurrency } from '../contract/currencies.ts';
import { FreeAmount } from '../contract/orders/free-amount.ts';
import { Microcredits, microcreditsPerCredit } from '../contract/money.ts';
import { WrittenPriceRules } from '../contract/holds/prices.ts';
import { toRate } from '../domain/rate.ts';
import { formSays } from '../words/commands/setting-forms.ts';

export const whole = (least: number, most: number) => {
  const said = formSays.whole(least, most);
  return z
    .string()
    .regex(/^\d{1,15}$/, said)
    .transform(Number)
    .pipe(z.int(said).min(least, said).max(most, said));
};

/** A decimal above 0 with at most six decimals, kept exactly. */
export const creditRate = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, formSays.rate)
  .transform(toRate)
  .refine((rate) => rate > 0n, formSays.rate);

export const choice = <const Words extends readonly string[]>(words: Words) => z.enum(words, formSays.oneOf(words));

export const atMost = (characters: number) => z.string().max(characters, formSays.longest(characters));

export const flag = z
  .enum(['0', '1', 'false', 'true'], formSays.flag)
  .transform((word) => word === '1' || word === 'true');

const secretLength = 16;

export const secret = z.string().min(secretLength, formSays.secret(secretLength));

const providerKeyLength = 8;

/** A secret that a provider made. */
export const providerKey = z.string().min(providerKeyLength, formSays.providerKey(providerKeyLength));

/** A secret that is sent in a header, which allows neither line breaks nor other characters. */
export const inHeader = <Form extends z.ZodString>(form: Form) => form.regex(/^[\x20-\x7e]*$/, formSays.inHeader);

export const list = z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''));

/** Browsers send an origin in lower case and without a path, and it is compared in that form. */
export const origins = list.transform((entries, context) =>
  entries.map((entry) => {
    const origin = originOf(entry);
    if (origin === null) context.addIssue({ code: 'custom', message: formSays.origins(entry) });
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
    if (!addCidr(trusted, entry)) context.addIssue({ code: 'custom', message: formSays.networks(entry) });
  }
  return trusted;
});

/** Addresses of strangers, far apart. */
const strangers = { ipv4: ['192.0.2.1', '4.4.4.4'], ipv6: ['2001:db8::1', '3fff::1'] } as const;

export function trustsEverybody(trusted: BlockList): boolean {
  return (['ipv4', 'ipv6'] as const).some((family) => strangers[family].every((one) => trusted.check(one, family)));
}

const WrittenPack = Pack.extend({ credits_microcredits: Microcredits.min(1) }).partial({ name: true });

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
    const fault = parsed.success ? packFault(parsed.data) : formSays.packs(placeOf(parsed.error));
    if (parsed.success && fault === null) return nameBySize(parsed.data);
    context.addIssue({ code: 'custom', message: fault ?? formSays.packs(null) });
    return z.NEVER;
  });

/** null: all are well. */
function packFault(written: readonly z.output<typeof WrittenPack>[]): string | null {
  const twice = written.find(({ id }, index) => written.findIndex((other) => other.id === id) < index);
  if (twice !== undefined) return formSays.packTwice(twice.id);
  const odd = written.find(({ currency }) => !isCurrency(currency));
  return odd === undefined ? null : formSays.packCurrency(odd.id, odd.currency);
}

/** Which field of which entry of a list is wrong, counted from 1; null: the list itself is. */
function placeOf({ issues }: z.ZodError): { readonly entry: number; readonly field: string | null } | null {
  const [index, field] = issues[0]?.path ?? [];
  if (typeof index !== 'number') return null;
  return { entry: index + 1, field: typeof field === 'string' ? field : null };
}

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
  const fault = parsed.success ? faultOf(parsed.data) : formSays.freeAmount;
  if (parsed.success && fault === null) return parsed.data;
  context.addIssue({ code: 'custom', message: fault ?? formSays.freeAmount });
  return z.NEVER;
});

function faultOf({
  currency,
  min_cents: least,
  max_cents: most,
  step_cents: step = 1,
  rate,
}: FreeAmount): string | null {
  if (!isCurrency(currency)) return formSays.freeCurrency(currency);
  if (least % step !== 0 || most % step !== 0) return formSays.freeSteps(step);
  if (least > most) return formSays.freeReversed(least, most);
  const credits = (cents: number) => (BigInt(rate.credits_microcredits) * BigInt(cents)) / BigInt(rate.amount_cents);
  if (credits(least) < 1n) return formSays.freeBuysNothing(least);
  if (credits(most) > BigInt(Number.MAX_SAFE_INTEGER)) return formSays.freeBuysTooMuch;
  return null;
}

export const webAddress = (example: string) => z.url({ protocol: /^https?$/, error: formSays.webAddress(example) });

/** The address that all others are made from by adding a path. */
export const baseAddress = (example: string) =>
  webAddress(example)
    .refine((url) => URL.canParse(url) && new URL(url).username === '', formSays.namedAddress)
    .refine((url) => !/[?#]/.test(url), formSays.addressWithQuery)
    .transform((url) => (URL.canParse(url) ? new URL(url).href : url).replace(/\/+$/, ''));

/** SQLite reads some names as a database in memory, which is lost when the process ends. */
export const filePath = z.string().refine((path) => !/^(?::memory:|file:)/i.test(path), formSays.filePath);

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

export const priceRules = z.string().transform((text, context) => {
  const parsed = WrittenPriceRules.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues.find(({ path }) => path.length > 0);
  const message =
    issue === undefined ? formSays.noPriceRules : formSays.priceRules(issue.path.join('.'), issue.message);
  context.addIssue({ code: 'custom', message });
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
