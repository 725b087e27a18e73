// The log: one line for each request, and no secret in any line, even if a library writes one into a message.
import type { FastifyInstance } from 'fastify';
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';

/** `secrets` are literal values to strike out wherever they appear. */
export function createLog(level: LevelWithSilent, secrets: readonly string[], destination?: DestinationStream): Logger {
  const strike = createStrike(secrets);
  const options = {
    level,
    base: null,
    timestamp: createTimestamps(),
    redact: {
      paths: [
        'authorization',
        'cookie',
        '["x-api-key"]',
        'headers',
        'req.headers',
        'err.headers',
        'token',
        '*.token',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
    hooks: { streamWrite: strike },
  };
  return pino(options, destination ?? standardOutput());
}

const batchChars = 8192;
const batchMs = 100;

/** Written anew once a millisecond: a busy server logs many lines in each. */
function createTimestamps(): () => string {
  const last = { at: Number.NaN, text: '' };
  return () => {
    const now = Date.now();
    if (now !== last.at) Object.assign(last, { at: now, text: `,"time":"${new Date(now).toISOString()}"` });
    return last.text;
  };
}

/**
 * Lines are written in batches, because a write for each line would delay requests. They are collected here, because pino's
 * own buffer measures its whole content at every line. The rest is written when the process exits.
 */
function standardOutput(): DestinationStream {
  const batch: { text: string; timer: NodeJS.Timeout | null } = { text: '', timer: null };
  const flush = (): void => {
    if (batch.timer !== null) clearTimeout(batch.timer);
    batch.timer = null;
    if (batch.text !== '') stream.write(batch.text);
    batch.text = '';
  };
  // Registered before the stream's own exit handler, which then writes this batch too.
  process.once('exit', flush);
  const stream = pino.destination({ dest: 1, sync: false });
  return {
    write(line) {
      batch.text += line;
      if (batch.text.length >= batchChars) flush();
      else batch.timer ??= setTimeout(flush, batchMs).unref();
    },
  };
}

/** Takes out token-like words, bearer values, query secrets, and the given literals, in one pass over the line. */
export function createStrike(secrets: readonly string[]): (line: string) => string {
  const literals = secrets
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .map((secret) => secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const words = [
    '(?:tally_|sk-tally-)[A-Za-z0-9_-]+',
    '\\b(?:bearer|basic)\\s+[^\\s"\\\\,;]+',
    '\\b(?:token|secret|key|password|client_secret)=[^\\s"&\\\\]+',
  ];
  const pattern = new RegExp([...literals, ...words].join('|'), 'gi');
  return (line) => line.replace(pattern, '[redacted]');
}

/** Logs no address, no headers and no values from the path; the route's pattern and the hash of the network are enough. */
export function addAccessLog(app: FastifyInstance): void {
  // No field below has a name that is redacted, so names are not checked. Secrets within values are still removed.
  const log = app.log.child({}, { redact: [] });
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        request_id: request.id,
        bucket: request.identity.bucket,
        method: request.isHead ? 'HEAD' : request.method,
        route: request.routeOptions.url ?? '(unknown)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
