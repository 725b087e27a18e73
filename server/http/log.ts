// The log: one line per request, and no secret in any line, whatever a library puts into a message.
import type { FastifyInstance } from 'fastify';
import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';

/** `secrets` are literal values to strike out wherever they appear. */
export function createLog(level: LevelWithSilent, secrets: readonly string[], destination?: DestinationStream): Logger {
  const strike = createStrike(secrets);
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
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

/**
 * Lines are written in batches: a write for each would hold up the requests. They are gathered here, because the stream behind
 * would measure all that it has gathered at each line. What is left is written when the process ends.
 */
function standardOutput(): DestinationStream {
  const batch: { text: string; timer: NodeJS.Timeout | null } = { text: '', timer: null };
  const flush = (): void => {
    if (batch.timer !== null) clearTimeout(batch.timer);
    batch.timer = null;
    if (batch.text !== '') stream.write(batch.text);
    batch.text = '';
  };
  // Before the stream's own, which writes what it was given until then.
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
    'tally_[A-Za-z0-9_-]+',
    '\\b(?:bearer|basic)\\s+[^\\s"\\\\,;]+',
    '\\b(?:token|secret|key|password|client_secret)=[^\\s"&\\\\]+',
  ];
  const pattern = new RegExp([...literals, ...words].join('|'), 'gi');
  return (line) => line.replace(pattern, '[redacted]');
}

/** Neither address, nor headers, nor path values: the route's pattern and the bucket's hash say enough. */
export function addAccessLog(app: FastifyInstance): void {
  // These fields are all there are, so none has to be looked for; what stands in them is struck out as in every line.
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
