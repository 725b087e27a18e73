// A look at the connection to Ollama: what was found at each step, and what helps.
import type { Diagnosis, Finding } from '../../preload/contract/doctor.ts';
import type { ToolServerReport } from '../../preload/contract/tools.ts';
import type { Formats } from '../formats.ts';
import { pluralsOf } from '../plurals.ts';

const many = pluralsOf('en');
const platforms = { linux: 'Linux', macos: 'macOS', windows: 'Windows' } as const;

export type FindingText = { readonly title: string; readonly remedy: string | null };

const only = (title: string): FindingText => ({ title, remedy: null });

export const doctor = ({ count, list, size }: Formats) => ({
  title: 'Connection check',
  examine: 'Check the connection',
  again: 'Check again',
  examining: 'Checking step by step…',
  notExamined: 'The check didn’t work. Try again.',
  good: 'Found',
  note: 'Note',
  fault: 'Problem',
  copy: 'Copy the result',
  copyHint: 'For somebody who helps you. It holds no passwords and no messages.',
  /** Where tool servers are in it. */
  copyHintTools: 'Look through what your tool servers wrote before you hand it on.',
  toolServers: 'Tool servers:',
  toolServer: (state: ToolServerReport['state'], tools: number) =>
    ({
      ready: `on, tools: ${count(tools)}`,
      off: 'off',
      starting: 'starting',
      waiting: 'stopped',
      failed: 'not working',
    })[state],
  goTo: (address: string) => `Use ${address}`,
  openModels: 'Manage models…',
  install: 'Download Ollama',
  inTerminal: { linux: 'In a terminal:', macos: 'In the Terminal:', windows: 'In PowerShell:' },

  /** The first lines of what is copied. */
  report: (app: string, { address, platform }: Pick<Diagnosis, 'address' | 'platform'>) =>
    `Tallystick ${app} on ${platforms[platform]}\nOllama: ${address}`,

  say(finding: Finding): FindingText {
    switch (finding.code) {
      case 'program_found':
        return only('Ollama is installed');
      case 'name_found':
        return only(`The name leads to ${list(finding.addresses)}`);
      case 'port_open':
        return only(`Something listens at ${list(finding.addresses)}`);
      case 'tls_good':
        return only('The certificate is trusted');
      case 'answers':
        return only(finding.version === null ? 'Ollama answers' : `Ollama ${finding.version} answers`);
      case 'models_there':
        return only(
          many(finding.models, {
            one: 'One model is installed',
            other: `${count(finding.models)} models are installed`,
          }),
        );
      case 'disk_enough':
        return only(`${size(finding.freeBytes)} are free on the disk`);
      case 'address_wrong':
        return {
          title: 'The address can’t be used',
          remedy: 'Correct it above. It looks like http://127.0.0.1:11434.',
        };
      case 'program_missing':
        return { title: 'Ollama isn’t installed', remedy: 'Install it. The app then connects by itself.' };
      case 'process_stopped':
        return {
          title: 'Ollama is installed, but isn’t running',
          remedy: 'Start it. The app then connects by itself.',
        };
      case 'name_unknown':
        return {
          title: `Nobody knows the name ${finding.host}`,
          remedy: 'Check its spelling and the network, or use the computer’s number instead.',
        };
      case 'port_refused':
        return {
          title: `Nothing listens at port ${String(finding.port)} of ${finding.host}`,
          remedy: 'On that computer, Ollama has to listen for others, too. Set this there, and start Ollama again:',
        };
      case 'port_silent':
        return {
          title: `${finding.host} doesn’t answer at port ${String(finding.port)}`,
          remedy: 'The computer may be asleep or on another network, or a firewall blocks the port.',
        };
      case 'host_unreachable':
        return {
          title: `No way leads to ${finding.host}`,
          remedy: 'Check that both computers are on the same network.',
        };
      case 'other_family':
        return {
          title: 'Ollama listens at another address of this computer',
          remedy: 'IPv4 and IPv6 addresses differ. Use the one at which it listens.',
        };
      case 'other_port':
        return {
          title: 'Ollama answers at its usual port instead',
          remedy: 'Nothing listens at the port in the settings.',
        };
      case 'tls_untrusted':
        return {
          title: 'The certificate isn’t trusted',
          remedy: `Whoever runs that server has to use a certificate that this computer trusts (${finding.detail}).`,
        };
      case 'tls_expired':
        return {
          title: 'The certificate has expired',
          remedy: 'Whoever runs that server has to renew it. Check this computer’s clock, too.',
        };
      case 'tls_other_name':
        return {
          title: 'The certificate is for another name',
          remedy: 'Use the name that the certificate was made for.',
        };
      case 'tls_failed':
        return { title: 'The secure connection failed', remedy: `The server said: ${finding.detail}` };
      case 'tls_unwanted':
        return { title: 'This server doesn’t speak https', remedy: 'Ollama itself never does. Use http.' };
      case 'tls_wanted':
        return { title: 'This server wants https', remedy: null };
      case 'forbidden':
        return {
          title: 'Ollama doesn’t accept this address',
          remedy:
            finding.address === null
              ? 'Ollama, or a proxy in front of it, refuses this app. Allow it there, and start Ollama again:'
              : 'Ollama takes its own number, and only a few names. Use the number, or allow all names there:',
        };
      case 'unauthorized':
        return {
          title: 'Ollama asks who you are',
          remedy:
            'It, or a proxy in front of it, wants a header such as Authorization, or doesn’t accept the one it was sent. Ask whoever runs it.',
        };
      case 'headers_missing':
        return {
          title: 'The values of the headers can’t be read',
          remedy: 'Unlock your keychain, or enter them again. Nothing was sent.',
        };
      case 'redirected':
        return { title: 'The address leads elsewhere', remedy: `Enter the address it leads to: ${finding.detail}` };
      case 'gateway':
        return {
          title: 'A proxy answers, but can’t reach Ollama',
          remedy: `Check that Ollama is running behind it. It said: ${finding.detail}`,
        };
      case 'not_ollama':
        return {
          title: 'Something else answers at this address',
          remedy: `Check the address and the port. It said: ${finding.detail}`,
        };
      case 'broken':
        return {
          title: 'The connection breaks off',
          remedy: `Start Ollama again and look into its log. It said: ${finding.detail}`,
        };
      case 'silent':
        return {
          title: 'Ollama listens, but doesn’t answer',
          remedy: `It said nothing for ${count(finding.waitedS)} seconds. Start it again.`,
        };
      case 'not_encrypted':
        return {
          title: 'The way there isn’t encrypted',
          remedy:
            'Whoever is on the network between can read your chats and headers. Use an address with https://, or a network you trust.',
        };
      case 'version_old':
        return {
          title: `Ollama ${finding.version} is old`,
          remedy: `Before ${finding.wanted}, Ollama drops the beginning of long chats without saying so. Update it:`,
        };
      case 'proxy_set':
        return {
          title: `A proxy is set: ${finding.host}`,
          remedy: 'The app talks to Ollama without it. Ollama uses the one of its own environment for downloads.',
        };
      case 'no_models':
        return { title: 'No models are installed', remedy: 'Download one.' };
      case 'models_too_big':
        return {
          title: `Too big for the memory: ${list(finding.names)}`,
          remedy: `This computer has ${size(finding.memoryBytes)}. Such a model fails to load, or is very slow. Choose a smaller one.`,
        };
      case 'disk_low':
        return {
          title: `Only ${size(finding.freeBytes)} are free on the disk`,
          remedy: 'Delete models you no longer need, or free some space.',
        };
    }
  },
});
