// Every variable the server reads, parsed once. Nothing else reads the environment.
import { randomBytes } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { Pack } from './contract/config.ts';

export type ServerSettings = Readonly<z.infer<typeof Settings>>;

/** A variable is missing or wrong; the message is a sentence for the operator and holds no value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Throws ConfigError naming every wrong variable. Empty strings count as unset, except for secrets. */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || secretNames.has(name))),
  );
  const parsed = Settings.safeParse(given);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join(' '));
  return parsed.data;
}

const secretNames = new Set(['ANON_SALT', 'ADMIN_API_KEY', 'SANDBOX_WEBHOOK_SECRET']);

const whole = (least: number, most: number) => {
  const said = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, said)
    .transform(Number)
    .pipe(z.int(said).min(least, said).max(most, said));
};

const flag = z.enum(['0', '1', 'false', 'true'], 'must be 1 or 0').transform((word) => word === '1' || word === 'true');

const secret = z
  .string()
  .min(16, 'must have 16 characters or more; leave the line out to have one made where that is allowed');

const list = z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''));

const cidrs = list.transform((entries, context) => {
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

const defaultPacks: readonly z.input<typeof Pack>[] = [
  { id: 'small', name: '100 credits', credits_microcredits: 100_000_000, amount_cents: 199, currency: 'USD' },
  { id: 'medium', name: '500 credits', credits_microcredits: 500_000_000, amount_cents: 799, currency: 'USD' },
  { id: 'large', name: '2,000 credits', credits_microcredits: 2_000_000_000, amount_cents: 2499, currency: 'USD' },
];

const packs = z
  .string()
  .default(JSON.stringify(defaultPacks))
  .transform((text, context) => {
    const parsed = z.array(Pack).min(1).max(50).safeParse(parseJson(text));
    if (parsed.success && new Set(parsed.data.map((pack) => pack.id)).size === parsed.data.length) return parsed.data;
    context.addIssue({
      code: 'custom',
      message:
        'must be a JSON list of packs with different ids, each {"id","name","credits_microcredits","amount_cents","currency"}',
    });
    return z.NEVER;
  });

const Settings = z
  .object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'], 'must be development, test or production')
      .default('development'),
    PORT: whole(0, 65_535).prefault('8787'),
    HOST: z.string().default('127.0.0.1'),
    DB_PATH: z.string().default('data/tallystick.db'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address such as https://credits.example.org' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    ANON_SALT: secret.optional(),
    ADMIN_API_KEY: secret.optional(),
    FREE_LIMIT: whole(0, 1_000_000).prefault('20'),
    FREE_TTL_SECONDS: whole(1, 31_536_000).prefault('86400'),
    RL_WINDOW_SECONDS: whole(1, 86_400).prefault('60'),
    RL_MAX_REQUESTS_IP: whole(1, 1_000_000_000).prefault('60'),
    RL_MAX_REQUESTS_CID: whole(1, 1_000_000_000).prefault('30'),
    RL_MAX_CALM_REQUESTS: whole(1, 1_000_000_000).prefault('1200'),
    TRUSTED_PROXIES: cidrs.prefault(''),
    CORS_ORIGINS: list.prefault('*'),
    DEV_RESET_ENABLED: flag.prefault('0'),
    SANDBOX_ENABLED: flag.optional(),
    SANDBOX_WEBHOOK_SECRET: secret.prefault(() => randomBytes(32).toString('base64url')),
    SANDBOX_WEBHOOKS_ENABLED: flag.prefault('1'),
    PACKS: packs,
    ORDER_TTL_SECONDS: whole(10, 604_800).prefault('3600'),
    LOG_LEVEL: z
      .enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'must be one of fatal, error, warn, info, debug, trace, silent',
      )
      .default('info'),
    OUTBOX_MAX_ATTEMPTS: whole(1, 1000).prefault('12'),
  })
  .superRefine((settings, context) => {
    const isProduction = settings.NODE_ENV === 'production';
    const wrong = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (isProduction && settings.ANON_SALT === undefined)
      wrong('ANON_SALT', 'must be set in production; "openssl rand -base64 32" makes one');
    if (isProduction && settings.SANDBOX_ENABLED === true)
      wrong('SANDBOX_ENABLED', 'must be off in production, because the sandbox gives credits for no money');
    if (isProduction && settings.DEV_RESET_ENABLED)
      wrong(
        'DEV_RESET_ENABLED',
        'must be off in production, because it gives the free allowance back to anyone who asks',
      );
  })
  .transform((settings) => ({
    ...settings,
    SANDBOX_ENABLED: settings.SANDBOX_ENABLED ?? settings.NODE_ENV !== 'production',
  }));

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
