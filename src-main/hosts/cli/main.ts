/** `rung`: finds the command, reads its options, runs it, turns what went wrong into a sentence and an exit status. Commands
 *  are loaded when needed: `rung --help` and `rung parse` start without the phone. */
import { RungFailure } from '../../../src-shared/errors.ts';
import type { Given } from './arguments.ts';
import { nearest, readArguments } from './arguments.ts';
import { commandHelp, generalHelp, usageLine } from './help.ts';
import { specs } from './specs.ts';
import { CommandError, EXIT, UsageError, exitOf } from './usage-error.ts';

/** Runs a command; gives its exit status. */
export type Command = (given: Given) => Promise<number>;

const commands: Record<string, () => Promise<Command>> = {
  call: async () => (await import('./commands/call.ts')).call,
  answer: async () => (await import('./commands/answer.ts')).answer,
  register: async () => (await import('./commands/register.ts')).register,
  options: async () => (await import('./commands/options.ts')).options,
  message: async () => (await import('./commands/message.ts')).message,
  subscribe: async () => (await import('./commands/subscribe.ts')).subscribe,
  refer: async () => (await import('./commands/refer.ts')).refer,
  parse: async () => (await import('./commands/read-file.ts')).parse,
  sdp: async () => (await import('./commands/read-file.ts')).sdp,
  explain: async () => (await import('./commands/explain.ts')).explain,
  ladder: async () => (await import('./commands/ladder.ts')).ladder,
  diagnose: async () => (await import('./commands/diagnose.ts')).diagnoseFile,
  hep: async () => (await import('./commands/hep.ts')).hep,
  history: async () => (await import('./commands/history.ts')).history,
  trace: async () => (await import('./commands/history.ts')).trace,
  'sap listen': async () => (await import('./commands/sap-listen.ts')).sapListen,
  'sap announce': async () => (await import('./commands/sap-announce.ts')).sapAnnounce,
  'sap delete': async () => (await import('./commands/sap-announce.ts')).sapDelete,
  'sap join': async () => (await import('./commands/sap-join.ts')).sapJoin,
  web: async () => (await import('./commands/web.ts')).web,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
};

export async function main(args: string[]): Promise<void> {
  onReaderGone(process.stdout);
  process.exitCode = await run(args);
}

/** Runs the command; gives the exit status. */
export async function run(args: string[]): Promise<number> {
  try {
    return await dispatch(args);
  } catch (error) {
    return report(error);
  }
}

/** Whoever read our output has gone (`rung call … | head -1`): as good as Ctrl-C, and no reason to crash. */
function onReaderGone(output: NodeJS.WriteStream): void {
  output.once('error', () => process.emit('SIGINT'));
  output.on('error', () => {});
}

async function dispatch(args: string[]): Promise<number> {
  const { name, rest } = commandIn(args);
  if (name === undefined) return await (await import('./commands/app.ts')).app();
  if (name === '--help' || name === '-h' || name === 'help') return print(generalHelp(specs));
  if (name === '--version') return print(`${(await import('../../version.ts')).VERSION}\n`);

  const spec = specs.find((candidate) => candidate.name === name);
  const load = commands[name];
  if (!spec || !load || !Object.hasOwn(commands, name)) throw new UsageError(unknownCommand(name));
  const given = readArguments(spec, rest);
  if (given.has('help')) return print(commandHelp(spec));
  return await (await load())(given);
}

/** `sap join` is one of several: its name has two words. */
function commandIn(args: string[]): { name: string | undefined; rest: string[] } {
  const [first, second, ...rest] = args;
  const isGroup = specs.some(({ name }) => name.startsWith(`${first} `));
  if (isGroup && second !== undefined && !second.startsWith('-')) return { name: `${first} ${second}`, rest };
  return { name: first, rest: args.slice(1) };
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}

function unknownCommand(name: string): string {
  const near = nearest(name, specs.map((spec) => spec.name));
  return `unknown command "${name}"${near ? `, did you mean "${near}"?` : ''}`;
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`rung: ${error.message}\n${error.spec ? usageLine(error.spec) : 'Usage: rung [COMMAND] [options]; see rung --help'}\n`);
    return EXIT.usage;
  }
  if (error instanceof CommandError) {
    process.stderr.write(`rung: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof RungFailure) {
    process.stderr.write(`rung: ${error.error.message}\n`);
    return exitOf(error.error);
  }
  process.stderr.write(`rung: ${error instanceof Error ? error.message : String(error)}\n`);
  return EXIT.failed;
}
