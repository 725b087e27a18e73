// The files of Swagger UI that the page loads, out of its npm package. They are read when they are asked for: the server starts
// without reading 2 MB that hardly anybody wants.
import { createReadStream, type ReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const swaggerUiFiles = [
  { file: 'swagger-ui-bundle.js', type: 'text/javascript; charset=utf-8' },
  { file: 'swagger-ui.css', type: 'text/css; charset=utf-8' },
] as const;

export type SwaggerUiFile = (typeof swaggerUiFiles)[number]['file'];

const Package = z.object({ version: z.string() });

export function openSwaggerUi(file: SwaggerUiFile): ReadStream {
  return createReadStream(path.join(path.dirname(packageFile()), file));
}

/** Part of the files' addresses, so that browsers may cache them without a limit. */
export async function swaggerUiVersion(): Promise<string> {
  return Package.parse(JSON.parse(await readFile(packageFile(), 'utf8'))).version;
}

function packageFile(): string {
  return fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json'));
}
