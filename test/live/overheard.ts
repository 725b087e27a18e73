// Stands between a client and a server and writes down what was asked and how it was answered.
import { createServer } from 'node:http';
import { request } from 'undici';

export type Exchange = {
  readonly question: string;
  readonly form: string;
  readonly status: number;
  /** Of an error what the server says about it, else nothing. */
  readonly complaint: string;
};

export type Overheard = {
  readonly url: string;
  readonly exchanges: Exchange[];
  /** From now on answers are told otherwise than they were given. */
  twist(change: (answer: string) => string): void;
  close(): Promise<void>;
};

export async function overhear(target: string): Promise<Overheard> {
  const exchanges: Exchange[] = [];
  const teller = { change: (answer: string) => answer };
  const server = createServer((asked, reply) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of asked) chunks.push(Buffer.from(chunk));
      const form = Buffer.concat(chunks).toString();
      const { host: _host, connection: _connection, 'transfer-encoding': _encoding, ...headers } = asked.headers;
      const method = asked.method === 'POST' || asked.method === 'DELETE' ? asked.method : 'GET';
      const answer = await request(`${target}${asked.url ?? '/'}`, {
        method,
        headers,
        body: form === '' ? null : form,
      });
      const text = await answer.body.text();
      const complaint = answer.statusCode < 400 ? '' : text.slice(0, 1_000);
      const question = `${method} ${(asked.url ?? '').split('?')[0] ?? ''}`;
      exchanges.push({ question, form, status: answer.statusCode, complaint });
      reply.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(teller.change(text));
    })().catch(() => reply.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    twist: (change) => void (teller.change = change),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
