import { VERSION } from '../../version.ts';
import type { CommandSpec, OptionSpec } from './arguments.ts';

/** `Usage: rung call URI [options]` */
export function usageLine(spec: CommandSpec): string {
  return `Usage: rung ${[spec.name, ...spec.positionals, ...(spec.options.length > 0 ? ['[options]'] : [])].join(' ')}`;
}

export function commandHelp(spec: CommandSpec): string {
  const options = [...spec.options, { name: 'help', help: 'show this help' }];
  const width = Math.max(...options.map((option) => label(option).length)) + 2;
  const lines = options.map((option) => `  ${label(option).padEnd(width)}${option.help}`);
  return `${usageLine(spec)}\n\n${spec.summary}\n\nOptions:\n${lines.join('\n')}\n`;
}

function label(option: OptionSpec): string {
  return `${option.short ? `-${option.short}, ` : ''}--${option.name}${option.value ? ` ${option.value}` : ''}`;
}

export function generalHelp(specs: CommandSpec[]): string {
  const calls = specs.map((spec) => [spec.name, ...spec.positionals].join(' '));
  const width = Math.max(...calls.map((call) => call.length)) + 2;
  const lines = specs.map((spec, i) => `  ${(calls[i] ?? '').padEnd(width)}${spec.summary}`);
  return [
    `rung ${VERSION} - a softphone that shows what SIP does`,
    '',
    'Usage: rung [COMMAND] [options]',
    '',
    'Without a command: the desktop app, or, where it cannot run, the same in a browser.',
    '',
    'Commands:',
    ...lines,
    '',
    '"rung COMMAND --help" tells a command\'s options.',
    'Exit status: 0 done, 1 the call or request failed, 2 wrong usage, 3 no socket or network, 4 input unreadable.',
    '',
  ].join('\n');
}
