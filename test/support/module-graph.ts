// The zones and who imports whom among them, as a Mermaid graph for ARCHITECTURE.md.
import { cruise } from 'dependency-cruiser';
import config from '../../dependency-cruiser.config.ts';

const zonePatterns: readonly RegExp[] = [
  /^server\/[^/]+(?=\/)/,
  /^src\/words(?=\/)/,
  /^src\/preload\/contract(?=\/)/,
  /^src\/main\/(?:core|link|electron|web)(?=\/)/,
  /^src\/renderer\/(?:(?:ui|rpc|shared|features)(?=\/)|words(?=\.ts))/,
];

/** The zone of a module, or null for what belongs to none (packages, node's own). Entries are zones of their own. */
export function zoneOf(path: string): string | null {
  if (!/^(src|server)\//.test(path)) return null;
  for (const pattern of zonePatterns) {
    const match = pattern.exec(path);
    if (match) return match[0];
  }
  if (path.startsWith('server/')) return 'server entries';
  if (path.startsWith('src/main/')) return 'src/main entries';
  if (path.startsWith('src/renderer/')) return 'src/renderer/app';
  return path.startsWith('src/preload/') ? 'src/preload/index' : null;
}

/** Mermaid text; the same modules always give the same text. */
export async function drawModuleGraph(root: string): Promise<string> {
  const result = await cruise(['src', 'server'], { ...config.options, baseDir: root });
  if (typeof result.output === 'string') throw new Error('expected a result, not a report');
  const targets = new Map<string, Set<string>>();
  for (const module of result.output.modules) {
    for (const dependency of module.dependencies) {
      const from = zoneOf(module.source);
      const to = zoneOf(dependency.resolved);
      if (from === null || to === null || from === to) continue;
      targets.set(from, (targets.get(from) ?? new Set()).add(to));
    }
  }
  const lines = [...targets].map(([from, tos]) => `  ${node(from)} --> ${[...tos].toSorted().map(node).join(' & ')}`);
  return ['```mermaid', 'graph LR', ...lines.toSorted(), '```'].join('\n');
}

function node(zone: string): string {
  return `${zone.replaceAll(/[^a-z]/g, '_')}["${zone}"]`;
}
