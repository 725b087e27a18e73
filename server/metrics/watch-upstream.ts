// An upstream with its answers timed: to the first byte, to the end, and how they ended. Its name is the operator's own.
import type { ReportedUsage, Upstream } from '../upstream/upstream.ts';
import { followUpstream } from '../upstream/follow.ts';
import type { Figures } from './figures.ts';

export function watchUpstream(upstream: Upstream, figures: Figures): Upstream {
  const { name } = upstream;

  function noteTokens(usage: ReportedUsage): void {
    for (const [kind, count] of Object.entries(usage))
      if (count > 0) figures.upstreamTokens.inc({ upstream: name, kind }, count);
  }

  return followUpstream(upstream, () => {
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    return {
      begun: () => figures.firstByte.observe({ upstream: name }, seconds()),
      over(end, tally) {
        figures.answers.observe({ upstream: name, end }, seconds());
        if (tally?.usage != null) noteTokens(tally.usage);
      },
    };
  });
}
