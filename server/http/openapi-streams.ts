// What an event of a stream looks like in the API's description: its data is a text that holds JSON, since a stream carries nothing
// else. The generator describes the value in that text as if it stood there by itself.

type Described = Readonly<Record<string, unknown>>;

/** A response as it is sent. All that is no stream is left as it was. */
export function asSent(response: unknown): unknown {
  if (!isObject(response) || !isObject(response['content'])) return response;
  const content = Object.entries(response['content']).map(([type, media]) => [
    type,
    type === 'text/event-stream' && isObject(media) ? { ...media, schema: withText(media['schema']) } : media,
  ]);
  return { ...response, content: Object.fromEntries(content) };
}

function withText(schema: unknown): unknown {
  if (!isObject(schema) || !Array.isArray(schema['oneOf'])) return schema;
  return { ...schema, oneOf: schema['oneOf'].map(eventWithText) };
}

function eventWithText(event: unknown): unknown {
  if (!isObject(event) || !isObject(event['properties']) || event['properties']['data'] === undefined) return event;
  const { data } = event['properties'];
  const text = { type: 'string', contentMediaType: 'application/json', contentSchema: data };
  return { ...event, properties: { ...event['properties'], data: text } };
}

function isObject(value: unknown): value is Described {
  return typeof value === 'object' && value !== null;
}
