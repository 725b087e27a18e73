// What is copied for somebody who helps: the findings in words, one a line. The core has taken every secret out of them. Pure.
import type { Diagnosis } from '../../../preload/contract/doctor.ts';
import type { ToolServerReport } from '../../../preload/contract/tools.ts';
import type { Words } from '../../../words/words.ts';
import { words } from '../../words.ts';
import { toneOf } from './doctor-remedies.ts';

type Reported = {
  readonly diagnosis: Diagnosis;
  readonly appVersion: string;
  readonly toolServers: readonly ToolServerReport[];
};

export function reportOf({ diagnosis, appVersion, toolServers }: Reported, say: Words = words): string {
  const signs = { good: '+', note: '!', fault: '-' } as const;
  const lines = diagnosis.findings.map((finding) => {
    const { title, remedy } = say.doctor.say(finding);
    const tone = toneOf(finding);
    return `${signs[tone]} ${finding.code}: ${title}${tone === 'good' || remedy === null ? '' : `. ${remedy}`}`;
  });
  const servers = toolServers.flatMap((server) => linesOf(server, say));
  const tools = servers.length === 0 ? [] : ['', say.doctor.toolServers, ...servers];
  return [say.doctor.report(appVersion, diagnosis), ...lines, ...tools].join('\n');
}

/** With the last lines of each, set in. */
function linesOf({ name, where, state, trouble, tools, text }: ToolServerReport, say: Words): readonly string[] {
  const signs = { ready: '+', off: ' ', starting: '!', waiting: '-', failed: '-' } as const;
  const why = trouble === null ? say.doctor.toolServer(state, tools) : say.tools.trouble(trouble);
  const detail = text === '' && trouble !== null && 'detail' in trouble ? trouble.detail : text;
  const last = detail.split('\n').slice(-linesMax);
  return [`${signs[state]} ${name} (${where}): ${why}`, ...last.filter((line) => line.trim() !== '').map(setIn)];
}

const linesMax = 10;
const setIn = (line: string): string => `    ${line.trimEnd()}`;
