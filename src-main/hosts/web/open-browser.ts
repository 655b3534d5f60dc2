import { spawn } from 'node:child_process';

/** Shows the address in the person's browser where there is one. Never fails: the address has been printed too. */
export function openBrowser(url: string): void {
  const command = browserCommand();
  if (!command) return;
  const child = spawn(command.program, [...command.arguments, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function browserCommand(): { program: string; arguments: string[] } | undefined {
  if (process.platform === 'darwin') return { program: 'open', arguments: [] };
  // Not `start`: that is the shell's, and would read the address as its own language.
  if (process.platform === 'win32') return { program: 'rundll32', arguments: ['url.dll,FileProtocolHandler'] };
  const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  return hasDisplay ? { program: 'xdg-open', arguments: [] } : undefined;
}
