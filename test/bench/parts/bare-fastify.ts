// What the hold route is measured against: the same shape of request and answer on Fastify alone, with nothing behind it.
import Fastify from 'fastify';

const app = Fastify({ logger: false });
app.post('/v1/holds', (request, reply) => {
  const body = request.body;
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null;
  void reply.status(201).send({
    request_id: '01980000-0000-7000-8000-000000000000',
    hold: {
      id,
      state: 'held',
      source: 'pro',
      model: 'bench',
      venue: 'local',
      amount_microcredits: 1_000_000,
      captured_microcredits: 0,
      created_at: 1,
      expires_at: 2,
      ended_at: null,
    },
    remaining: { free_left: null, free_resets_at: null, pro_left_microcredits: 1_000_000 },
  });
});
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
