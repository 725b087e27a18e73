// What is copied for somebody who helps: the findings in words, one a line. The core has taken every secret out of them. Pure.
import type { Diagnosis } from '../../../preload/contract/doctor.ts';
import type { Words } from '../../../words/words.ts';
import { words } from '../../words.ts';
import { toneOf } from './doctor-remedies.ts';

export function reportOf(diagnosis: Diagnosis, appVersion: string, say: Words = words): string {
  const signs = { good: '+', note: '!', fault: '-' } as const;
  const lines = diagnosis.findings.map((finding) => {
    const { title, remedy } = say.doctor.say(finding);
    const tone = toneOf(finding);
    return `${signs[tone]} ${finding.code}: ${title}${tone === 'good' || remedy === null ? '' : `. ${remedy}`}`;
  });
  return [say.doctor.report(appVersion, diagnosis), ...lines].join('\n');
}
