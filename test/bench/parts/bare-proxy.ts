// What hosted answers are measured against: Fastify that passes each request on to the upstream and the answer back, with nothing
// held, read, counted or checked. Argument: the upstream's address.
import Fastify from 'fastify';
import { Pool } from 'undici';

const upstream = new Pool(process.argv[2] ?? '', { connections: 10_000, pipelining: 1 });
const app = Fastify({ logger: false });
app.post('/v1/chat/completions', async (request, reply) => {
  const { statusCode, body } = await upstream.request({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  reply.hijack();
  reply.raw.writeHead(statusCode, { 'content-type': 'text/event-stream' });
  for await (const chunk of body) reply.raw.write(chunk);
  reply.raw.end();
});
app.addHook('onClose', () => upstream.close());
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
