/** The program itself, as a user starts it: `rung …` with --json, read line by line. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/rung.js', import.meta.url));

export type RungEvent = { event: string } & Record<string, unknown>;

export interface RungProcess {
  readonly events: RungEvent[];
  /** What came on stderr so far. */
  readonly errors: () => string;
  /** Resolves with the first event, past or future, that `test` accepts; rejects when the program ends without one. */
  until(test: (event: RungEvent) => boolean): Promise<RungEvent>;
  /** `address:port` of the first line. */
  listening(): Promise<string>;
  interrupt(): void;
  kill(): void;
  /** Exit status. */
  readonly exited: Promise<number>;
}

/** `network`: run inside a network namespace. */
export function startRung(args: string[], options: { namespace?: string; env?: Record<string, string> } = {}): RungProcess {
  const command = options.namespace ? 'ip' : process.execPath;
  const prefix = options.namespace ? ['netns', 'exec', options.namespace, process.execPath] : [];
  const child: ChildProcess = spawn(command, [...prefix, BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const events: RungEvent[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  let ended = false;
  const wake = (): void => waiting.forEach((check) => check());

  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  const lines = child.stdout ? createInterface({ input: child.stdout }) : undefined;
  lines?.on('line', (line) => {
    events.push(JSON.parse(line) as RungEvent);
    wake();
  });
  const exited = new Promise<number>((resolve) => {
    child.on('close', (code, signal) => {
      ended = true;
      wake();
      resolve(code ?? (signal ? 128 : 1));
    });
  });

  function until(test: (event: RungEvent) => boolean): Promise<RungEvent> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = events.find(test);
        if (!found && !ended) return;
        waiting.delete(check);
        if (found) resolve(found);
        else reject(new Error(`rung ${args.join(' ')} ended first.\n${errors}\n${events.map((event) => JSON.stringify(event)).join('\n')}`));
      };
      waiting.add(check);
      check();
    });
  }

  return {
    events,
    errors: () => errors,
    until,
    listening: async () => String((await until((event) => event.event === 'listening'))['address']),
    interrupt: () => child.kill('SIGINT'),
    kill: () => child.kill('SIGKILL'),
    exited,
  };
}

/** Runs a command to its end. */
export async function runRung(args: string[], options: { namespace?: string } = {}): Promise<{ code: number; events: RungEvent[]; summary: RungEvent | undefined; errors: string }> {
  const rung = startRung(args, options);
  const code = await rung.exited;
  return { code, events: rung.events, summary: rung.events.find((event) => event.event === 'summary'), errors: rung.errors() };
}

export const isCall = (state: string) => (event: RungEvent): boolean => event.event === 'call' && event['state'] === state;

export const isRegistration = (state: string) => (event: RungEvent): boolean => event.event === 'registration' && event['state'] === state;

/** A line of the ladder (`--json --verbose`). */
export interface RungMessage {
  direction: 'in' | 'out';
  seq: number;
  atMs: number;
  local: string;
  remote: string;
  start: string;
  callId: string;
  retransmission: boolean;
}

export function messagesOf(events: RungEvent[]): RungMessage[] {
  return events.filter((event) => event.event === 'message') as unknown as RungMessage[];
}
