// What is said before there is a page: why the app cannot start, and what was put aside on the way.
import type { SettingWanted, StartNotice, StartProblem } from '../../preload/contract/start.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');

export const start = {
  cannotStart: 'Tallystick can’t start',
  closeToQuit: 'Close this window to quit.',

  problem(problem: StartProblem): string {
    switch (problem.kind) {
      case 'folder_in_use':
        return `Tallystick is already running with the folder ${problem.dataDir}. Use its window, or close it and start again.`;
      case 'folder_unusable':
        return `Tallystick can’t write to its data folder ${problem.path} (${problem.code}). Check that the disk is connected, has free space and isn’t read-only, or choose another folder with TALLYSTICK_DATA_DIR, then start again.`;
      case 'store_unusable':
        return `Your chats at ${problem.path} can’t be opened (${problem.code}). Check that the disk is connected, has free space and isn’t read-only, then start again.`;
      case 'store_newer':
        return `Your chats were saved by a newer version of Tallystick (${problem.migration}). Install the newest version, then start again. Nothing was changed.`;
      case 'upgrade_failed':
        return `Your chats couldn’t be updated to this version (${problem.migration}). They are unchanged: free some disk space and try again, or start the version you had before.`;
      case 'migration_altered':
        return `This copy of Tallystick doesn’t match your chats (${problem.migration} differs). Install it again from where you got it. Nothing was changed.`;
      case 'setting_wrong':
        return `${problem.name} must be ${wanted(problem.wanted)}${given(problem)}.`;
      case 'core_ended': {
        const how = problem.exitCode === null ? 'by a signal' : `exit code ${String(problem.exitCode)}`;
        return `The part of Tallystick that keeps your chats stopped while it was starting (${how}). Install Tallystick again if this goes on.`;
      }
      case 'port_taken':
        return `Port ${String(problem.port)} is taken by another program. Stop it, or choose another port: TALLYSTICK_PORT=4748 npm start.`;
      case 'other':
        return problem.text;
    }
  },

  notice(notice: StartNotice): string {
    switch (notice.kind) {
      case 'chats_put_aside':
        return `The file with your chats was damaged, so a new one was started. The damaged file was kept as ${notice.path}.`;
      case 'settings_put_aside':
        return `Your settings couldn’t be read, so they are back at their defaults. The unreadable file was kept as ${notice.path}.`;
      case 'charges_put_aside':
        return many(notice.runs, {
          one: 'The record of what a message costs couldn’t be read and was set aside. If you haven’t been charged for that message yet, you won’t be.',
          other: `The records of what ${notice.runs} messages cost couldn’t be read and were set aside. If you haven’t been charged for those messages yet, you won’t be.`,
        });
    }
  },

  /** A variable of the environment that the app does not read. `meant`: one that it does. */
  unknownSetting: (name: string, meant: string | null) =>
    meant === null
      ? `No setting of the app is called ${name}; it is ignored.`
      : `No setting of the app is called ${name}. Did you mean ${meant}?`,
};

function wanted(what: SettingWanted): string {
  switch (what.kind) {
    case 'full_path':
      return 'a full path';
    case 'whole_number':
      return `a whole number from 0 to ${String(what.max)}`;
    case 'ollama_address':
      return 'an address such as 127.0.0.1:11434 or http://box.local:11434';
    case 'web_address':
      return 'an address that starts with http:// or https://';
    case 'on_or_off':
      return '"on" or "off"';
    case 'hosts':
      return 'hosts with commas between them, such as wiki.intern or 192.168.1.7:8080';
    case 'short':
      return `at most ${String(what.charactersMax)} characters long`;
  }
}

function given(problem: { readonly given: string | null; readonly wanted: SettingWanted }): string {
  if (problem.wanted.kind === 'short') return '';
  return problem.given === null ? ', but it is something with a user name in it' : `, but it is "${problem.given}"`;
}
