// Large bodies of hosted requests are bounded together, so that slow uploads cannot fill the memory.
import { request } from 'node:http';
import { expect, it } from 'vitest';
import { until } from '../../support/companion.ts';
import { offer, startHosted } from './hosted-server.ts';
import { scriptedUpstream } from './scripted-upstream.ts';

const bodyBytesMax = 200_000;

it('a network whose slow uploads fill its share is refused further large bodies, and small ones are served', async () => {
  const server = await startHosted({
    offers: [offer(scriptedUpstream(), 'small')],
    env: { HOSTED_BODY_BYTES_MAX: String(bodyBytesMax), RL_MAX_REQUESTS_IP: '100000', RL_MAX_REQUESTS_CID: '100000' },
  });
  const token = await server.payer(1_000_000_000);
  const large = { messages: [{ role: 'user', content: 'x'.repeat(bodyBytesMax * 0.9) }] };
  const statusOfLarge = async () => (await server.ask(large, { as: token })).status;
  // The bound is sixteen of the largest, and a network's share of it a quarter.
  const uploads = Array.from({ length: 4 }, () => slowUpload(server.url, bodyBytesMax));

  await until(statusOfLarge, (status) => status === 503);
  expect((await server.ask({}, { as: token })).status).toBe(200);
  uploads[0]?.destroy();
  await until(statusOfLarge, (status) => status === 200);

  for (const upload of uploads) upload.destroy();
  await server.close();
});

/** Announces a body and sends nothing of it. */
function slowUpload(url: string, bytes: number) {
  const headers = { 'content-type': 'application/json', 'content-length': bytes };
  const upload = request(`${url}/v1/chat/completions`, { method: 'POST', headers });
  upload.on('error', () => undefined);
  upload.flushHeaders();
  return upload;
}
