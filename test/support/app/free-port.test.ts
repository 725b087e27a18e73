// The ports that test servers keep: each has one owner, though nobody may be listening there just now.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';

it('gives a port to one process only, for as long as that runs', async () => {
  const port = await freePort();
  const program = `
    import { freePort } from ${JSON.stringify(path.join(import.meta.dirname, 'free-port.ts'))};
    const asked = freePort({ first: ${String(port)}, count: 1 });
    console.log(await asked.catch((error) => error.message));
  `;
  const other = startChild(['--input-type=module', '--eval', program], { cwd: import.meta.dirname, env: {} });
  await other.says(/No port is free/);
  // Nobody listens there.
  await expect(fetch(`http://127.0.0.1:${String(port)}`)).rejects.toThrow('fetch failed');
  expect(await other.ended).toBe(0);
});

it('gives no port on which a program listens', async () => {
  const program = net.createServer();
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
  const address = program.address();
  const first = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(freePort({ first, count: 1 })).rejects.toThrow('No port is free');
  await new Promise((resolve) => program.close(resolve));
});

it.skipIf(process.platform !== 'linux')('gives none that the system gives to whoever names none', async () => {
  const [lowest = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number);
  expect(await freePort()).toBeLessThan(lowest);
});
