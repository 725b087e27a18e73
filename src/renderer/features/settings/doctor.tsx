// Goes through the connection to Ollama on a press: what is well, what is in the way, and what mends it.
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { OllamaState } from '../../../preload/contract/models.ts';
import type { Diagnosis, Finding } from '../../../preload/contract/doctor.ts';
import { useAsked } from '../../rpc/core-context.tsx';
import { CopyLine } from '../../shared/copy-line.tsx';
import { CopyWordButton } from '../../shared/copy-button.tsx';
import { useWays } from '../../shared/ways.tsx';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useMove } from './ollamas/use-put.ts';
import { words } from '../../words.ts';
import { reportOf } from './doctor-report.ts';
import { remediesOf, toneOf, type Remedy, type Tone } from './doctor-remedies.ts';

type DoctorProps = {
  readonly ollama: OllamaState;
  /** It looks as soon as it stands. */
  readonly isAsked?: boolean;
};

export function Doctor({ ollama, isAsked = false }: DoctorProps): ReactNode {
  const [round, setRound] = useState(isAsked ? 1 : 0);
  return (
    <section aria-label={words.doctor.title} className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setRound(round + 1)}>{round === 0 ? words.doctor.examine : words.doctor.again}</Button>
      </div>
      {round === 0 ? null : <Result ollama={ollama} round={round} onMended={() => setRound(round + 1)} />}
    </section>
  );
}

type ResultProps = { readonly ollama: OllamaState; readonly round: number; readonly onMended: () => void };

function Result({ ollama, round, onMended }: ResultProps): ReactNode {
  const asked = useAsked(`doctor ${ollama.id} ${String(round)}`, async (core, signal) => {
    const [diagnosis, info, toolServers] = await Promise.all([
      core.doctor.examine({ id: ollama.id }, { signal }),
      core.app.info(undefined, { signal }),
      core.tools.report(undefined, { signal }),
    ]);
    return { diagnosis, appVersion: info.version, toolServers };
  });
  if (asked.kind === 'failed') return <p role="alert">{words.doctor.notExamined}</p>;
  if (asked.kind === 'asking')
    return (
      <p role="status" className="flex items-center gap-2 text-sm text-ink-2">
        <Spinner size={16} label={null} />
        {words.doctor.examining}
      </p>
    );
  const { diagnosis, toolServers } = asked.answer;
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
        {diagnosis.findings.map((finding) => (
          <Entry
            key={finding.code}
            ollama={ollama}
            finding={finding}
            platform={diagnosis.platform}
            onMended={onMended}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CopyWordButton text={reportOf(asked.answer)} label={words.doctor.copy} />
        <p className="text-sm text-ink-3">
          {words.doctor.copyHint} {toolServers.length === 0 ? null : words.doctor.copyHintTools}
        </p>
      </div>
    </>
  );
}

type EntryProps = {
  readonly ollama: OllamaState;
  readonly finding: Finding;
  readonly platform: Diagnosis['platform'];
  readonly onMended: () => void;
};

function Entry({ ollama, finding, platform, onMended }: EntryProps): ReactNode {
  const { title, remedy } = words.doctor.say(finding);
  const tone = toneOf(finding);
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <Sign tone={tone} />
      <div className="min-w-0 flex-1 wrap-anywhere">
        <p className={tone === 'good' ? 'text-ink-2' : 'font-medium'}>{title}</p>
        {remedy === null ? null : <p className="text-sm text-ink-2">{remedy}</p>}
        {remediesOf(finding, platform).map((one) => (
          <Mend key={JSON.stringify(one)} ollama={ollama} remedy={one} onMended={onMended} />
        ))}
      </div>
    </li>
  );
}

const signs: Readonly<Record<Tone, ReactNode>> = {
  good: <CircleCheck aria-hidden="true" className="size-4 text-positive" />,
  note: <Info aria-hidden="true" className="size-4 text-ink-2" />,
  fault: <TriangleAlert aria-hidden="true" className="size-4 text-warning" />,
};

function Sign({ tone }: { readonly tone: Tone }): ReactNode {
  return (
    <span className="mt-[3px] shrink-0">
      {signs[tone]}
      <span className="sr-only">{words.doctor[tone]}</span>
    </span>
  );
}

type MendProps = { readonly ollama: OllamaState; readonly remedy: Remedy; readonly onMended: () => void };

function Mend({ ollama, remedy, onMended }: MendProps): ReactNode {
  const { move, trouble } = useMove(ollama, onMended);
  const { openModels } = useWays();
  switch (remedy.kind) {
    case 'address':
      return (
        <>
          <Button size="sm" className="mt-2" onClick={() => move(remedy.address)}>
            {words.doctor.goTo(remedy.address)}
          </Button>
          {trouble === null ? null : (
            <p role="alert" className="mt-1 text-sm text-danger">
              {trouble}
            </p>
          )}
        </>
      );
    case 'command':
      return <CopyLine command={remedy.command} />;
    case 'models':
      return (
        <Button size="sm" className="mt-2" onClick={openModels}>
          {words.doctor.openModels}
        </Button>
      );
    case 'install':
      return (
        <p className="mt-1 text-sm">
          <a
            href={remedy.url}
            target="_blank"
            rel="noopener noreferrer"
            className="rounded-sm text-accent-ink underline-offset-4 hover:underline"
          >
            {words.doctor.install}
          </a>
        </p>
      );
  }
}
