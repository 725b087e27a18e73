// Chooses between the two that can pay, as the person said. It never goes over from one to the other by itself.
import type { ReadableCell } from '../../watchable.ts';
import type { PersonPort } from '../person/person-port.ts';
import type { PersonSlice } from '../state.ts';
import type { TokenPort } from '../token/token-port.ts';
import type { PayerPort, PayerReading } from './payer-port.ts';

export function openPayer(options: {
  readonly token: Pick<TokenPort, 'read' | 'findByHash'>;
  readonly person: PersonPort;
  readonly slice: ReadableCell<PersonSlice>;
}): PayerPort {
  const { token, person, slice } = options;

  async function readPerson(): Promise<PayerReading> {
    const reading = await person.read();
    switch (reading.kind) {
      case 'ready':
        return reading;
      case 'offline':
        return { kind: 'away', personId: reading.personId };
      case 'unreadable':
        return { kind: 'unreadable', trouble: reading.trouble, place: 'keychain' };
      case 'none':
      case 'ended':
        return { kind: 'signed_out' };
    }
  }

  return {
    read: async () => (slice.current().payer === 'account' ? await readPerson() : await token.read()),
    refused: person.refused,
    async find({ tokenHash, personId }) {
      if (tokenHash !== null) return await token.findByHash(tokenHash);
      if (personId === null) return { kind: 'ready', token: null };
      const reading = await person.read();
      switch (reading.kind) {
        case 'ready':
          return reading.personId === personId ? reading : { kind: 'gone' };
        case 'none':
          return { kind: 'gone' };
        case 'ended':
        case 'offline':
        case 'unreadable':
          return { kind: 'signed_out' };
      }
    },
  };
}
