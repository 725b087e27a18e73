// Where Node keeps what it has compiled of the server: for the processes that a test starts with nothing else of its environment.
const folder = process.env['NODE_COMPILE_CACHE'];

export const compiledCode: Readonly<Record<string, string>> =
  folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
