// A picture is fetched from where a person said, within its bounds, and from nowhere within one's own networks.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { guardedLookup } from '../../../src/main/core/pictures/guarded-lookup.ts';
import { createPictures, withinMs, type Pictures } from '../../../src/main/core/pictures/pictures.ts';
import { pictureBytesMax } from '../../../src/preload/contract/file-limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makePng } from '../../support/sample-files.ts';
import { openCore } from '../core-scene.ts';
import { ownCertificate } from '../models/own-certificate.ts';

const png = makePng(3, 2, () => [200, 30, 30]);
const always = new AbortController().signal;
const clock = createFakeClock();

type Host = { readonly asked: IncomingMessage[]; readonly port: number };

async function host(answer: RequestListener, isTls = false): Promise<Host> {
  const asked: IncomingMessage[] = [];
  const hear: RequestListener = (request, response) => {
    asked.push(request);
    answer(request, response);
  };
  const server = isTls ? createTlsServer(ownCertificate, hear) : createServer(hear);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const bound = server.address();
  return { asked, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
}

/** Every name but those that begin with "inside" is of the public internet here, and leads to this computer. */
function toHere(): Pictures {
  const isPublic = (address: string): boolean => address === '127.0.0.1';
  const lookup = guardedLookup(isPublic, (name, _options, tell) =>
    tell(null, [{ address: name.startsWith('inside') ? '192.168.0.1' : '127.0.0.1', family: 4 }]),
  );
  const pictures = createPictures({ clock, localHosts: [], lookup, ca: ownCertificate.cert });
  onTestFinished(() => pictures.close());
  return pictures;
}

const giving =
  (body: string | Uint8Array, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(200, headers).end(body);
const leadingTo =
  (location: () => string): RequestListener =>
  (_request, response) =>
    response.writeHead(302, { location: location() }).end('elsewhere');

describe('a picture', () => {
  test('is fetched, and its host learns nothing but that', async () => {
    const there = await host(giving(png, { 'content-type': 'text/plain', 'set-cookie': 'known=1' }));
    const pictures = toHere();
    const url = `http://pictures.example:${there.port}/a.png?b=c`;
    for (let time = 0; time < 2; time += 1)
      expect(await pictures.fetch(url, always)).toEqual({
        kind: 'fetched',
        bytes: png,
        host: `pictures.example:${there.port}`,
      });
    expect(there.asked.map(({ url: path, headers }) => [path, Object.keys(headers).toSorted()])).toEqual(
      Array.from({ length: 2 }, () => ['/a.png?b=c', ['accept', 'connection', 'host', 'user-agent']]),
    );
  });

  test('is fetched over an encrypted line that is vouched for, and over no other', async () => {
    const there = await host(giving(png), true);
    const pictures = toHere();
    expect(await pictures.fetch(`https://localhost:${there.port}/`, always)).toMatchObject({ kind: 'fetched' });
    expect(await pictures.fetch(`https://other.example:${there.port}/`, always)).toEqual(trouble('unreachable'));
    expect(there.asked).toHaveLength(1);
  });

  test.each([
    ['a page', '<!doctype html><svg/>'],
    ['a drawing, which could bring text and styles', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['nothing', ''],
  ])('is not %s', async (_name, body) => {
    const there = await host(giving(body, { 'content-type': 'image/png' }));
    expect(await toHere().fetch(`http://a.example:${there.port}/`, always)).toEqual(trouble('no_picture'));
  });

  test('that is too large is not read to its end', async () => {
    const much = Buffer.concat([png, Buffer.alloc(pictureBytesMax)]);
    const there = await host(giving(much));
    expect(await toHere().fetch(`http://a.example:${there.port}/`, always)).toEqual(trouble('too_large'));
    const endless = await host((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await toHere().fetch(`http://a.example:${endless.port}/`, always)).toEqual(trouble('too_large'));
  });

  test('of the largest size that is taken reaches the page in one piece', async () => {
    const there = await host(giving(Buffer.concat([png, Buffer.alloc(pictureBytesMax - png.length)])));
    expect(await toHere().fetch(`http://a.example:${there.port}/`, always)).toMatchObject({ kind: 'fetched' });
    // Four characters for three bytes, within a frame of 8 MB.
    expect((pictureBytesMax / 3) * 4).toBeLessThan(7_000_000);
  });

  test('that does not come in time is no longer waited for', async () => {
    const asked = Promise.withResolvers<void>();
    const there = await host((_request, response) => {
      response.writeHead(200).write(png.subarray(0, 20));
      asked.resolve();
    });
    const fetching = toHere().fetch(`http://a.example:${there.port}/`, always);
    await asked.promise;
    await clock.advance(withinMs + 1);
    expect(await fetching).toEqual(trouble('too_slow'));
  });

  test('that breaks off is not shown, and can be asked for again', async () => {
    let times = 0;
    const there = await host((_request, response) => {
      times += 1;
      if (times > 1) return response.end(png);
      response.writeHead(200, { 'content-length': '999' }).write(png.subarray(0, 20), () => response.destroy());
    });
    const pictures = toHere();
    const url = `http://a.example:${there.port}/`;
    expect(await pictures.fetch(url, always)).toEqual(trouble('unreachable'));
    expect(await pictures.fetch(url, always)).toMatchObject({ kind: 'fetched' });
  });

  test('that is no longer wanted is no longer fetched', async () => {
    const gone = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const there = await host((request) => {
      request.socket.once('close', () => gone.resolve());
      asked.resolve();
    });
    const stop = new AbortController();
    const fetching = toHere().fetch(`http://a.example:${there.port}/`, stop.signal);
    await asked.promise;
    stop.abort();
    await expect(fetching).rejects.toThrow('aborted');
    await gone.promise;
  });

  test.each([404, 403, 500, 304])('that the host has not, says so: %i', async (status) => {
    const there = await host((_request, response) => response.writeHead(status).end());
    expect(await toHere().fetch(`http://a.example:${there.port}/`, always)).toEqual({
      kind: 'not_fetched',
      trouble: { code: 'answered', status },
    });
  });

  test('is one of few that are fetched at once', async () => {
    const there = await host(() => undefined);
    const pictures = toHere();
    const stop = new AbortController();
    const url = `http://a.example:${there.port}/`;
    const waiting = Array.from({ length: 6 }, () => pictures.fetch(url, stop.signal).catch(() => 'stopped'));
    expect(await pictures.fetch(url, always)).toEqual(trouble('busy'));
    stop.abort();
    expect(await Promise.all(waiting)).toEqual(Array(6).fill('stopped'));
    const other = await host(giving(png));
    expect(await pictures.fetch(`http://a.example:${other.port}/`, always)).toMatchObject({ kind: 'fetched' });
  });
});

describe('a redirect', () => {
  test('is followed to another host, which is then named', async () => {
    const there = await host(giving(png));
    const first = await host(leadingTo(() => `//other.example:${there.port}/b`));
    expect(await toHere().fetch(`http://a.example:${first.port}/`, always)).toMatchObject({
      host: `other.example:${there.port}`,
    });
    expect(there.asked[0]?.headers.referer).toBeUndefined();
  });

  test('into a network of one’s own is not, whether by name or by address', async () => {
    const there = await host(giving(png));
    for (const inside of [
      `http://inside.example:${there.port}/`,
      `http://127.0.0.1:${there.port}/`,
      `http://[::1]:${there.port}/`,
      `http://2130706433:${there.port}/`,
    ]) {
      const first = await host(leadingTo(() => inside));
      expect(await toHere().fetch(`http://a.example:${first.port}/`, always), inside).toEqual(trouble('not_public'));
    }
    expect(there.asked).toEqual([]);
  });

  test('from an encrypted line to an open one is not', async () => {
    const there = await host(giving(png));
    const first = await host(
      leadingTo(() => `http://a.example:${there.port}/`),
      true,
    );
    expect(await toHere().fetch(`https://localhost:${first.port}/`, always)).toEqual(trouble('not_encrypted'));
    expect(there.asked).toEqual([]);
  });

  test.each(['file:///etc/passwd', 'data:image/png;base64,AAAA', 'http://name:secret@a.example/', '', 'http://'])(
    'to “%s” is not',
    async (location) => {
      const first = await host(leadingTo(() => location));
      const got = await toHere().fetch(`http://a.example:${first.port}/`, always);
      expect(got).toMatchObject({ kind: 'not_fetched', trouble: { code: 'answered' } });
      expect(first.asked.length).toBeLessThan(8);
    },
  );

  test('in a circle ends', async () => {
    const first = await host(leadingTo(() => '/again'));
    expect(await toHere().fetch(`http://a.example:${first.port}/`, always)).toMatchObject({ kind: 'not_fetched' });
    expect(first.asked.length).toBe(6);
  });
});

describe('from here', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '[::ffff:127.0.0.1]', '0'])(
    'nothing is fetched by the name %s',
    async (name) => {
      const there = await host(giving(png));
      const { client } = await openCore();
      expect(await client.pictures.fetch({ url: `http://${name}:${there.port}/a.png` })).toEqual(trouble('not_public'));
      expect(there.asked).toEqual([]);
    },
  );

  test('what is no address of the web, or hides whose it is, is refused', async () => {
    const { client } = await openCore();
    for (const url of ['file:///etc/passwd', 'http://user@a.example/', 'data:image/png;base64,AA', 'a.png'])
      await expect(client.pictures.fetch({ url }), url).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('a host of one’s own network is asked where it was named, by exactly that port', async () => {
    const there = await host(giving(png));
    const other = await host(giving(png));
    const pictures = createPictures({ clock, localHosts: [`localhost:${there.port}`, `127.0.0.1:${there.port}`] });
    for (const name of ['localhost', '127.0.0.1']) {
      expect(await pictures.fetch(`http://${name}:${there.port}/`, always)).toMatchObject({ kind: 'fetched' });
      expect(await pictures.fetch(`http://${name}:${other.port}/`, always)).toEqual(trouble('not_public'));
    }
    expect(other.asked).toEqual([]);
  });
});

function trouble(code: string): object {
  return { kind: 'not_fetched', trouble: { code } };
}
