// What can be pressed or copied to mend what was found, on each kind of computer. Commands as Ollama's documentation gives them. Pure.
import type { Diagnosis, Finding } from '../../../preload/contract/doctor.ts';
import { installHint } from '../../shared/install-hint.ts';

export type Tone = 'good' | 'note' | 'fault';

export type Remedy =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'models' }
  | { readonly kind: 'install'; readonly url: string };

type Platform = Diagnosis['platform'];

const good = new Set<Finding['code']>([
  'program_found',
  'name_found',
  'port_open',
  'tls_good',
  'answers',
  'models_there',
  'disk_enough',
]);
const notes = new Set<Finding['code']>(['version_old', 'proxy_set', 'no_models', 'models_too_big', 'disk_low']);

export function toneOf({ code }: Finding): Tone {
  if (good.has(code)) return 'good';
  return notes.has(code) ? 'note' : 'fault';
}

export function remediesOf(finding: Finding, platform: Platform): readonly Remedy[] {
  switch (finding.code) {
    case 'program_missing':
      return [{ kind: 'install', url: installHint(platform).download }, command(installHint(platform).command)];
    case 'process_stopped':
      return [command(starts[platform])];
    case 'port_refused':
      return [command(setsVariable('OLLAMA_HOST', '0.0.0.0', platform))];
    case 'other_family':
    case 'other_port':
    case 'tls_unwanted':
    case 'tls_wanted':
      return [{ kind: 'address', address: finding.address }];
    case 'forbidden': {
      const allow =
        finding.address === null
          ? setsVariable('OLLAMA_ORIGINS', '*', platform)
          : setsVariable('OLLAMA_HOST', '0.0.0.0', platform);
      return [
        ...(finding.address === null ? [] : [{ kind: 'address', address: finding.address } as const]),
        command(allow),
      ];
    }
    case 'broken':
    case 'silent':
      return [command(restarts[platform])];
    case 'version_old':
      return [command(updates[platform])];
    case 'no_models':
    case 'models_too_big':
    case 'disk_low':
      return [{ kind: 'models' }];
    default:
      return [];
  }
}

const starts: Readonly<Record<Platform, string>> = {
  linux: 'systemctl start ollama || ollama serve',
  macos: 'open -a Ollama',
  windows: 'Start-Process "ollama app.exe"',
};

const restarts: Readonly<Record<Platform, string>> = {
  linux: 'sudo systemctl restart ollama',
  macos: 'killall Ollama; open -a Ollama',
  windows: 'Stop-Process -Name "ollama*"; Start-Process "ollama app.exe"',
};

const updates: Readonly<Record<Platform, string>> = {
  linux: 'curl -fsSL https://ollama.com/install.sh | sh',
  macos: 'brew upgrade --cask ollama-app',
  windows: 'winget upgrade Ollama.Ollama',
};

/** As the service on Linux, the menu-bar app on macOS and the tray app on Windows read it. */
function setsVariable(name: string, value: string, platform: Platform): string {
  switch (platform) {
    case 'linux': {
      const dir = '/etc/systemd/system/ollama.service.d';
      const file = `${dir}/${name.toLowerCase().replace('_', '-')}.conf`;
      return `sudo mkdir -p ${dir} && printf '[Service]\\nEnvironment="${name}=${value}"\\n' | sudo tee ${file} && sudo systemctl daemon-reload && sudo systemctl restart ollama`;
    }
    case 'macos':
      return `launchctl setenv ${name} "${value}"`;
    case 'windows':
      return `setx ${name} "${value}"`;
  }
}

function command(text: string): Remedy {
  return { kind: 'command', command: text };
}
