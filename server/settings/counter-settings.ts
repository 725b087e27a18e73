// Where the messages of plans are counted.
import { z } from 'zod';
import { formSays } from '../words/commands/setting-forms.ts';
import { faultSays } from '../words/commands/settings.ts';
import { choice, webAddress } from './setting-forms.ts';

export const counterSettings = {
  USAGE_STORE: choice(['sqlite', 'memory', 'dynamo']).default('sqlite'),
  USAGE_TABLE: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{3,255}$/, formSays.table)
    .optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]{3,40}$/, formSays.region)
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
      : [{ name: 'USAGE_STORE', message: faultSays.dynamoFor('USAGE_TABLE') }];
  return (['USAGE_TABLE', 'AWS_REGION'] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => ({ name, message: faultSays.forDynamo('USAGE_STORE') }));
}
