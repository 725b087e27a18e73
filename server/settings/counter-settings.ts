// Where the messages of plans are counted.
import { z } from 'zod';
import { webAddress } from './setting-forms.ts';

export const counterSettings = {
  USAGE_STORE: z.enum(['sqlite', 'memory', 'dynamo'], 'must be sqlite, memory or dynamo').default('sqlite'),
  USAGE_TABLE: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a table of DynamoDB')
    .optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]{3,40}$/, 'must be a region such as eu-central-1')
    .optional(),
  AWS_ENDPOINT_URL_DYNAMODB: webAddress('http://127.0.0.1:8000').optional(),
};

type CounterSettings = Readonly<z.infer<z.ZodObject<typeof counterSettings>>>;

export function counterFaults(
  settings: CounterSettings,
): readonly { readonly name: string; readonly message: string }[] {
  if (settings.USAGE_STORE !== 'dynamo')
    return settings.USAGE_TABLE === undefined
      ? []
      : [{ name: 'USAGE_STORE', message: 'must be dynamo where USAGE_TABLE is set' }];
  return (['USAGE_TABLE', 'AWS_REGION'] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => ({ name, message: 'must be set where USAGE_STORE is dynamo' }));
}
