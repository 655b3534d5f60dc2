/** What a command prints while the phone works: JSON lines, or a ladder that grows in the terminal. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { Call, DtmfMode, NetworkStatus, Registration, StreamStats, TracedMessage } from '../../../src-shared/model.ts';
import type { Diagnosis } from '../../../src-shared/diagnose/types.ts';
import { printable } from '../../../src-shared/ladder/printable.ts';
import { createLadderWriter } from '../../../src-shared/ladder/text.ts';
import type { Given } from './arguments.ts';

export interface Reporter {
  listening(status: NetworkStatus): void;
  message(message: TracedMessage): void;
  call(call: Call): void;
  stats(call: Call, stats: StreamStats): void;
  dtmf(digit: string, durationMs: number, method: DtmfMode): void;
  registration(registration: Registration): void;
  diagnosis(diagnosis: Diagnosis): void;
  summary(call: Call): void;
}

export function createReporter(given: Given): Reporter {
  if (given.has('quiet')) return silent;
  return given.has('json') ? jsonLines(given.has('verbose')) : terminal();
}

const silent: Reporter = {
  listening() {}, message() {}, call() {}, stats() {}, dtmf() {}, registration() {}, diagnosis() {}, summary() {},
};

export function printLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function jsonLines(verbose: boolean): Reporter {
  let startedAtMs: number | undefined;
  let hasRegistered = false;
  const lastStates = new Map<string, string>();
  const lastTransfers = new Map<string, string>();

  function transfer({ id, sipCallId, transfer: now }: Call): void {
    const line = now && `${now.role} ${now.state} ${now.status ?? ''}`;
    if (!now || line === undefined || lastTransfers.get(id) === line) return;
    lastTransfers.set(id, line);
    printLine({ event: 'transfer', callId: sipCallId, role: now.role, target: now.target, state: now.state, status: now.status, reason: now.reason });
  }

  return {
    listening(status) {
      const [first] = status.listening;
      if (first) printLine({ event: 'listening', address: endpointText(first), transport: first.transport });
    },
    message(message) {
      startedAtMs ??= message.atMs;
      if (!verbose) return;
      const { direction, seq, local, remote, start, callId } = message;
      const atMs = round(message.atMs - startedAtMs);
      printLine({ event: 'message', direction, seq, atMs, local, remote, start, callId, retransmission: message.retransmissionOf !== undefined });
    },
    call(call) {
      transfer(call);
      const state = call.state === 'confirmed' && (call.heldByUs || call.heldByPeer) ? 'held' : call.state;
      const line = `${state} ${call.status ?? ''}`;
      if (state === 'ending' || lastStates.get(call.id) === line) return;
      lastStates.set(call.id, line);
      printLine({ event: 'call', callId: call.sipCallId, direction: call.direction, state, status: call.status, reason: call.reason, remote: call.remoteUri, srtp: call.encryption?.suite });
    },
    stats(call, stats) {
      const { codec, sent, received, lost, jitterMs, rttMs, mos, path } = stats;
      printLine({
        event: 'stats', callId: call.sipCallId, codec, sent, received, lost, jitterMs: round(jitterMs), rttMs: round(rttMs), mos: round(mos), path,
        srtp: call.encryption?.suite,
      });
    },
    dtmf: (digit, durationMs, method) => printLine({ event: 'dtmf', digit, method, durationMs }),
    registration({ state, status, reason, expiresAtMs }) {
      const shown = state === 'off' ? 'unregistered' : state;
      hasRegistered ||= state === 'registering';
      // An account that is not to be registered is off from the start: nothing has happened.
      if (shown === 'registering' || !hasRegistered) return;
      const expiresS = expiresAtMs === undefined ? undefined : Math.round((expiresAtMs - Date.now()) / 1000);
      printLine({ event: 'registration', state: shown, status, reason, expiresS });
    },
    diagnosis: (diagnosis) => printLine({ event: 'diagnosis', ...diagnosisJson(diagnosis) }),
    summary(call) {
      const setupMs = call.answeredAtMs === undefined ? undefined : Math.round(call.answeredAtMs - call.startedAtMs);
      const talkMs = call.answeredAtMs === undefined ? 0 : Math.round((call.endedAtMs ?? call.answeredAtMs) - call.answeredAtMs);
      const { sent = 0, received = 0, lost = 0, mos } = call.stats ?? {};
      printLine({
        event: 'summary', callId: call.sipCallId, status: call.status, reason: call.reason, endedBy: call.endedBy,
        setupMs, talkMs, sent, received, lost, mos: round(mos),
      });
    },
  };
}

function terminal(): Reporter {
  const writer = createLadderWriter({ width: process.stdout.columns ?? 100, colour: process.stdout.isTTY === true });
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    listening: (status) => say(status.listening.map((one) => `listening on ${endpointText(one)}/${one.transport}`).join(', ')),
    message: (message) => process.stdout.write(writer.write(message)),
    call() {},
    stats() {},
    dtmf: (digit, durationMs) => say(`  digit ${digit} (${durationMs} ms)`),
    registration({ state, status, reason, error }) {
      if (state !== 'registering') say(`  ${state}${status ? ` (${status} ${reason ?? ''})` : ''}${error ? `: ${error.message}` : ''}`);
    },
    diagnosis: ({ severity, message, advice, section }) => say(printable(`${severity}: ${message} ${advice} (${section})`)),
    summary: (call) => say(summaryLine(call)),
  };
}

/** The form that docs/cli.md promises. */
export function diagnosisJson({ rule, severity, callId, message, advice, seq, section }: Diagnosis): object {
  return { rule, severity, callId, message, advice, seq, section };
}

function summaryLine(call: Call): string {
  const talk = call.answeredAtMs === undefined ? 'not answered' : `talked ${(((call.endedAtMs ?? call.answeredAtMs) - call.answeredAtMs) / 1000).toFixed(1)} s`;
  const stats = call.stats ? `, ${call.stats.codec}, sent ${call.stats.sent}, received ${call.stats.received}, lost ${call.stats.lost}` : '';
  return `${call.status ?? ''} ${call.reason ?? ''}: ${talk}${stats}, ended by ${call.endedBy ?? 'nobody'}`;
}

function round(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1000) / 1000;
}
