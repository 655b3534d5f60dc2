import type { RungError } from '../../../src-shared/errors.ts';
import type { CommandSpec } from './arguments.ts';

/** Exit status of the command line (docs/cli.md). */
export const EXIT = { done: 0, failed: 1, usage: 2, network: 3, input: 4 } as const;

/** The command line was wrong: exit 2, with the usage line. */
export class UsageError extends Error {
  readonly spec: CommandSpec | undefined;
  constructor(message: string, spec?: CommandSpec) {
    super(message);
    this.spec = spec;
  }
}

/** A command cannot go on: a sentence on stderr and this exit status. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(error: RungError | string, exitCode: number) {
    super(typeof error === 'string' ? error : error.message);
    this.exitCode = exitCode;
  }
}

/** Errors of our own side of the network, not of the peer. */
const NETWORK_ERRORS = new Set(['address-not-available', 'no-rtp-port', 'permission-denied', 'name-not-found', 'dns-failed', 'unreachable', 'multicast-failed', 'session-no-interface']);
const FILE_ERRORS = new Set(['wav-unreadable', 'record-failed', 'sdp-unreadable']);

/** The exit status that tells where a call or a request failed: at a file, at our network, or at the other side. */
export function exitOf(error: RungError): number {
  if (FILE_ERRORS.has(error.code)) return EXIT.input;
  return NETWORK_ERRORS.has(error.code) ? EXIT.network : EXIT.failed;
}
