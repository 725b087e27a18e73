// Proves to the server whom something is bought for, with the sign-in of exactly the person who began it.
import type { Payee } from '../../../../preload/contract/payee.ts';
import type { ReadableCell } from '../../watchable.ts';
import type { LinkPort } from '../link/link-port.ts';
import type { PersonPort } from '../person/person-port.ts';
import type { PersonSlice } from '../state.ts';
import type { PayeePort, PersonPayee, PersonProof, Unproven } from './payee-port.ts';

const teamMsMax = 5_000;

export function openPayees(options: {
  readonly link: LinkPort;
  readonly person: PersonPort;
  readonly slice: ReadableCell<PersonSlice>;
}): PayeePort {
  const { link, person, slice } = options;

  async function prove(payee: PersonPayee, until: AbortSignal | null): Promise<PersonProof | Unproven> {
    const reading = await person.read();
    if (reading.kind === 'none' || reading.kind === 'ended') return lasting('signed_out');
    if (reading.personId !== payee.personId) return lasting('somebody_else');
    switch (reading.kind) {
      case 'offline':
        return passing('sign_in_away');
      case 'unreadable':
        return {
          kind: 'unproven',
          trouble: { code: 'sign_in_unreadable', trouble: reading.trouble },
          isLasting: false,
        };
      case 'ready': {
        const { token } = reading;
        const no = payee.kind === 'team' ? await whyNotTeam(payee.teamId, token, until) : null;
        return no ?? { kind: 'proven', token, names: { for: payee.kind } };
      }
    }
  }

  /** A request can only say “my team”. Which one that is stands in the proof, which may name another by now: asked with this very proof. */
  async function whyNotTeam(teamId: string, token: string, until: AbortSignal | null): Promise<Unproven | null> {
    const question = { msMax: teamMsMax, token, ...(until === null ? {} : { signal: until }) };
    const answer = await link.ask(question, async (server, own) => (await server.me.read(undefined, own)).team_id);
    switch (answer.kind) {
      case 'ok':
        return answer.value === teamId ? null : lasting('other_team');
      case 'problem':
        if (answer.code !== 'token_rejected') return passing('busy');
        person.refused(token);
        return passing('sign_in_refused');
      case 'broken':
        return passing('broken');
      case 'unreachable':
        return passing('offline');
    }
  }

  return {
    now: (asked) => payeeNow(slice.current(), asked),
    prove,
    refused: person.refused,
    async bearerOf({ personId }) {
      const reading = await person.read();
      return reading.kind === 'ready' && reading.personId === personId ? reading.token : null;
    },
  };
}

function payeeNow({ personId, session, standing }: PersonSlice, asked: Payee): Payee | null {
  if (asked.kind === 'computer') return asked;
  if (session.kind === 'ended' || session.kind === 'none' || asked.personId !== personId) return null;
  if (asked.kind === 'me') return asked;
  const team = standing?.team ?? null;
  return team?.id === asked.teamId ? { ...asked, teamName: team.name } : null;
}

const lasting = (code: 'signed_out' | 'somebody_else' | 'other_team'): Unproven => ({
  kind: 'unproven',
  trouble: { code },
  isLasting: true,
});
const passing = (code: 'sign_in_away' | 'sign_in_refused' | 'offline' | 'broken' | 'busy'): Unproven => ({
  kind: 'unproven',
  trouble: { code },
  isLasting: false,
});
