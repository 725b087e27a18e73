// What a pasted list would come to, before anything of it is kept: what each server runs, and what stands in its way. Pure.
import type { PreviewedServer, PreviewedServers } from '../../../preload/contract/tools.ts';
import { toolServersMax } from '../../../preload/contract/tool-limits.ts';
import { readConfig } from './read-config.ts';
import { withoutValues } from './server-values.ts';

/** `there`: the names of the servers that there are. The same names are alike as when they are saved. */
export function previewConfig(text: string, there: readonly string[]): PreviewedServers {
  const read = readConfig(text);
  if (read.kind !== 'read') return read;
  const taken = new Set(there.map((name) => name.toLowerCase()));
  const inList = new Set<string>();
  let room = toolServersMax - there.length;

  function troubleOf(name: string): PreviewedServer['trouble'] {
    if (taken.has(name)) return 'name_taken';
    if (inList.has(name)) return 'name_twice';
    return room <= 0 ? 'too_many' : null;
  }

  const servers = read.servers.map(({ name, way }): PreviewedServer => {
    const trouble = troubleOf(name.toLowerCase());
    if (trouble === null) {
      inList.add(name.toLowerCase());
      room -= 1;
    }
    return { name, way: withoutValues(way), trouble };
  });
  return { kind: 'read', servers, skipped: [...read.skipped] };
}
