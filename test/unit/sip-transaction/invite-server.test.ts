import { describe, expect, it } from 'vitest';
import { initialInviteServer, stepInviteServer } from '../../../src-main/sip/transaction/invite-server.ts';
import { DEFAULT_TIMERS } from '../../../src-main/sip/transaction/timers.ts';
import type { Row } from './machine-words.ts';
import { play, serverEvent } from './machine-words.ts';

const UDP: Record<string, Row[]> = {
  'says 100 Trying when the user is silent for 200 ms': [
    ['delivered', 'proceeding', 'start trying 200'],
    ['request', 'proceeding'],
    ['timer trying', 'proceeding', 'send-trying'],
    ['respond 100', 'proceeding', 'send 100', 'stop trying'],
    ['request', 'proceeding', 'send 100'],
  ],
  'does not when the user answered at once': [
    ['respond 180', 'proceeding', 'send 180', 'stop trying'],
    ['delivered', 'proceeding'],
    ['timer trying', 'proceeding'],
  ],
  'answers a retransmitted INVITE with the last provisional response': [
    ['respond 180', 'proceeding', 'send 180', 'stop trying'],
    ['respond 183', 'proceeding', 'send 183', 'stop trying'],
    ['request', 'proceeding', 'send 183'],
  ],
  'RFC 6026: after a 2xx absorbs INVITEs, hands ACKs and further 2xx on, until L': [
    ['respond 200', 'accepted', 'send 200', 'stop trying', 'start L 32000'],
    ['request', 'accepted'],
    ['ack', 'accepted', 'tell-ack'],
    ['ack', 'accepted', 'tell-ack'],
    ['respond 200', 'accepted', 'send 200'],
    ['respond 486', 'accepted'],
    ['respond 180', 'accepted'],
    ['timer L', 'terminated'],
  ],
  'retransmits a non-2xx at intervals that double up to T2, until H': [
    ['respond 486', 'completed', 'send 486', 'stop trying', 'start H 32000', 'start G 500'],
    ['timer G', 'completed', 'send 486', 'start G 1000'],
    ['timer G', 'completed', 'send 486', 'start G 2000'],
    ['timer G', 'completed', 'send 486', 'start G 4000'],
    ['timer G', 'completed', 'send 486', 'start G 4000'],
    ['request', 'completed', 'send 486'],
    ['respond 200', 'completed'],
    ['timer H', 'terminated', 'fail timeout'],
  ],
  'the ACK of a non-2xx stays below, and copies of it are absorbed for T4': [
    ['respond 404', 'completed', 'send 404', 'stop trying', 'start H 32000', 'start G 500'],
    ['ack', 'confirmed', 'stop G', 'stop H', 'start I 5000'],
    ['ack', 'confirmed'],
    ['request', 'confirmed'],
    ['timer G', 'confirmed'],
    ['timer I', 'terminated'],
  ],
  'RFC 6026 7.1: a transport error is told, and changes no state': [
    ['error', 'proceeding', 'fail connection-refused'],
    ['respond 200', 'accepted', 'send 200', 'stop trying', 'start L 32000'],
    ['error', 'accepted', 'fail connection-refused'],
    ['timer L', 'terminated'],
    ['error', 'terminated'],
  ],
  'an ACK before any final response is ignored': [['ack', 'proceeding']],
};

const TCP: Record<string, Row[]> = {
  'G and I are zero, H is not': [
    ['respond 486', 'completed', 'send 486', 'stop trying', 'start H 32000'],
    ['ack', 'terminated'],
  ],
  'L runs all the same': [['respond 200', 'accepted', 'send 200', 'stop trying', 'start L 32000']],
};

describe.each([
  ['UDP', UDP, false],
  ['TCP', TCP, true],
] as const)('%s', (_transport, tables, reliable) => {
  it.each(Object.entries(tables))('%s', (_name, rows) => {
    const initial = initialInviteServer(DEFAULT_TIMERS, reliable);
    expect(play(initial, rows, (state, word) => stepInviteServer(state, serverEvent(word)))).toEqual(rows);
  });
});
