// Why a place keeps no secrets, or does not give one back.
import type { SecretTrouble, TokenPlace } from '../../preload/contract/secret-trouble.ts';

const places: Readonly<Record<TokenPlace, string>> = {
  keychain: 'The keychain of this computer',
  file: 'The file for secrets',
  memory: 'The app’s memory',
};

export function secretTrouble(trouble: SecretTrouble): string {
  switch (trouble.code) {
    case 'keychain_off':
      return 'The keychain is switched off (TALLYSTICK_KEYCHAIN=off).';
    case 'keychain_silent':
      return 'The keychain isn’t responding.';
    case 'keychain_unusable':
      return `The keychain can’t be used (${trouble.told.replace(/\.$/, '')}).`;
    case 'entry_lost':
      return `${places[trouble.place]} saved an entry but didn’t return it.`;
    case 'entry_stays':
      return `${places[trouble.place]} doesn’t remove entries.`;
    case 'place_unusable':
      return `${places[trouble.place]} can’t be used.`;
    case 'file_unreadable':
      return 'The file for secrets can’t be read.';
    case 'file_not_plain':
      return `${trouble.path} isn’t a regular file.`;
    case 'file_open_to_others':
      return `Other users can read ${trouble.path}. Allow only yourself (chmod 600).`;
    case 'file_too_large':
      return `${trouble.path} is too large to be the app’s own file.`;
    case 'file_not_understood':
      return `${trouble.path} can’t be understood. It was left unchanged.`;
    case 'file_not_written':
      return `The file for secrets can’t be written (${trouble.error}).`;
    case 'other':
      return trouble.text;
  }
}

/** What to do about it, before `then`: "try again". */
export function mendSecret(trouble: SecretTrouble, then: string): string {
  return canBeUnlocked(trouble) ? `Unlock the keychain and ${then}.` : `Fix that and ${then}.`;
}

function canBeUnlocked(trouble: SecretTrouble): boolean {
  switch (trouble.code) {
    case 'keychain_silent':
    case 'keychain_unusable':
    case 'other':
      return true;
    case 'entry_lost':
    case 'entry_stays':
    case 'place_unusable':
      return trouble.place === 'keychain';
    case 'keychain_off':
    case 'file_unreadable':
    case 'file_not_plain':
    case 'file_open_to_others':
    case 'file_too_large':
    case 'file_not_understood':
    case 'file_not_written':
      return false;
  }
}
