// app://tallystick: the page's own files and nothing else, under the page's policy; and beside it the page that draws diagrams. Paths never leave the renderer's folder.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol, type Session } from 'electron';
import { diagramHeaders, diagramPath, readDiagramPage } from '../core/diagram-page.ts';
import { contentSecurityPolicy, pageHeaders, withCarrier } from '../core/page-policy.ts';

export const pageScheme = 'app';
export const pageOrigin = `${pageScheme}://tallystick`;
export const pageUrl = `${pageOrigin}/`;
/** Where diagrams are drawn: the only frame of the page, and of another site. */
export const diagramUrl = `${pageScheme}://diagram${diagramPath}`;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Whether an address shows the page itself; what stands behind the # is the page's own affair. */
export function isPageAt(page: string, address: string): boolean {
  const [wanted, given] = [URL.parse(page), URL.parse(address)];
  if (wanted === null || given === null) return false;
  wanted.hash = '';
  given.hash = '';
  return wanted.href === given.href;
}

/** Only works before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function servePage(session: Session, rendererDir: string): void {
  session.protocol.handle(pageScheme, (request) => answer(request, rendererDir));
}

async function answer(request: Request, rendererDir: string): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  if (request.url === diagramUrl) return answerDiagram(rendererDir);
  const file = fileOf(request.url, rendererDir);
  if (file === null) return refuse(404);
  try {
    const extension = path.extname(file);
    const bytes = await readFile(file);
    const body = extension === '.html' ? withCarrier(bytes.toString('utf8'), 'port') : new Uint8Array(bytes);
    return new Response(body, {
      headers: {
        ...pageHeaders,
        'content-type': contentTypes[extension] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy({ connect: [], frames: [diagramUrl] }),
      },
    });
  } catch {
    // Missing, a folder, or unreadable: to the page all the same.
    return refuse(404);
  }
}

async function answerDiagram(rendererDir: string): Promise<Response> {
  try {
    return new Response(await readDiagramPage(rendererDir), { headers: diagramHeaders([pageOrigin]) });
  } catch {
    return refuse(404);
  }
}

/** The file that an address names, or null where it names none of ours. */
function fileOf(address: string, rendererDir: string): string | null {
  const url = URL.parse(address);
  if (url === null || `${url.protocol}//${url.host}` !== pageOrigin) return null;
  const name = decode(url.pathname);
  if (name === null || /[\0\\]/.test(name)) return null;
  const file = path.join(rendererDir, name === '/' ? 'index.html' : name);
  const inside = path.relative(rendererDir, file);
  return inside === '' || inside.startsWith('..') || path.isAbsolute(inside) ? null : file;
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { ...pageHeaders } });
}
