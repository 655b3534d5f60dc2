/** Machine effects as short words, so that a table of steps reads like the RFC's diagrams. */
import { Headers } from '../../../src-shared/sip/headers.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { ClientEffect, ClientEvent, ClientTimer } from '../../../src-main/sip/transaction/client-machine.ts';
import type { ServerEffect, ServerEvent, ServerTimer } from '../../../src-main/sip/transaction/server-machine.ts';

const REFUSED = rungError('connection-refused', 'refused');

function response(status: number): SipResponse {
  return { kind: 'response', status, reason: '', headers: new Headers(), body: new Uint8Array(0), notes: [] };
}

const ACK: SipRequest = { kind: 'request', method: 'ACK', uri: 'sip:b', headers: new Headers(), body: new Uint8Array(0), notes: [] };

/** `200`, `timer A`, `sent udp`, `start`, `cancelled`, `error`. */
export function clientEvent(word: string): ClientEvent {
  if (/^\d+$/.test(word)) return { type: 'response', response: response(Number(word)) };
  if (word.startsWith('timer ')) return { type: 'timer', timer: word.slice(6) as ClientTimer };
  if (word.startsWith('sent ')) return { type: 'sent', reliable: word !== 'sent udp' };
  if (word === 'error') return { type: 'transport-error', error: REFUSED };
  return { type: word as 'start' | 'cancelled' };
}

/** `respond 200`, `timer G`, `request` (again), `ack`, `delivered`, `error`. */
export function serverEvent(word: string): ServerEvent {
  if (word.startsWith('respond ')) return { type: 'respond', response: response(Number(word.slice(8))) };
  if (word.startsWith('timer ')) return { type: 'timer', timer: word.slice(6) as ServerTimer };
  if (word === 'request') return { type: 'retransmission' };
  if (word === 'ack') return { type: 'ack', ack: ACK };
  if (word === 'error') return { type: 'transport-error', error: REFUSED };
  return { type: word as 'delivered' };
}

/** `send`, `send 200`, `tell 180`, `fail timeout`, `start B 32000`, `stop B`. */
function effectWord(effect: ClientEffect | ServerEffect): string {
  switch (effect.do) {
    case 'start-timer':
      return `start ${effect.timer} ${effect.ms}`;
    case 'stop-timer':
      return `stop ${effect.timer}`;
    case 'fail':
      return `fail ${effect.cause === 'timeout' ? 'timeout' : effect.cause.code}`;
    case 'send':
      return 'response' in effect ? `send ${effect.response.status}` : 'send';
    case 'ack':
    case 'tell':
    case 'stray':
      return `${effect.do} ${effect.response.status}`;
    default:
      return effect.do;
  }
}

/** One row: what happens, the state after it, what is done. */
export type Row = [event: string, state: string, ...effects: string[]];

/** Plays the rows one after the other and gives the table that really came out. */
export function play<State extends { name: string }>(
  initial: State,
  rows: readonly Row[],
  step: (state: State, word: string) => { state: State; effects: readonly (ClientEffect | ServerEffect)[] },
): Row[] {
  let state = initial;
  return rows.map(([word]) => {
    const next = step(state, word);
    state = next.state;
    return [word, state.name, ...next.effects.map(effectWord)];
  });
}
