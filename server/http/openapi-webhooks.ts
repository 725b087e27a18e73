// The part of the API's description that tells what an endpoint of the operator's own is sent, one entry a type of event.
import { z } from 'zod';
import { OutboxEvent } from '../contract/letters/events.ts';

type EventType = OutboxEvent['type'];

const summaries: Readonly<Record<EventType, string>> = {
  'order.changed': 'An order came to another state',
  'refund.changed': 'A refund began, succeeded or failed',
  'subscription.changed': 'A subscription began, or came to another state, period or plan',
  'invoice.changed': 'An invoice was drawn, grew or came to another status',
  'usage.captured': 'A message or a metered request was charged',
  'plan.overdraft': 'An answer cost more than was left of a plan’s day in money',
  'wallet.low': 'A booking took a wallet below the threshold of low balances',
};

const parameters = [
  header('Tallystick-Event-Id', 'The event’s id, the same at every try'),
  header('Tallystick-Signature', 't=<seconds>,v1=<hex>: the HMAC-SHA256 of <t>.<body> under OUTBOX_SECRET'),
];

export function describeWebhooks(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    OutboxEvent.options.map((event) => {
      const type = event.shape.type.value;
      return [type, { post: operation(type, event) }] as const;
    }),
  );
}

function operation(type: EventType, event: z.ZodType): object {
  // A receiver gets members with a default always; new members may come at any time.
  const { $schema: _, ...schema } = z.toJSONSchema(event, {
    io: 'output',
    override: ({ jsonSchema }) => void delete jsonSchema.additionalProperties,
  });
  return {
    summary: summaries[type],
    tags: ['events'],
    operationId: type,
    security: [],
    parameters,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '2XX': { description: 'You have the event' },
      default: { description: 'You do not have it; it is sent again' },
    },
  };
}

function header(name: string, description: string): object {
  return { name, in: 'header', required: true, description, schema: { type: 'string' } };
}
