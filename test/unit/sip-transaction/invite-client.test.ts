import { expect, it } from 'vitest';
import { initialInviteClient, stepInviteClient } from '../../../src-main/sip/transaction/invite-client.ts';
import { DEFAULT_TIMERS } from '../../../src-main/sip/transaction/timers.ts';
import type { Row } from './machine-words.ts';
import { clientEvent, play } from './machine-words.ts';

const STARTED: Row[] = [
  ['start', 'calling', 'send', 'start B 32000'],
  ['sent udp', 'calling', 'start A 500'],
];
const OVER_TCP: Row[] = [
  ['start', 'calling', 'send', 'start B 32000'],
  ['sent tcp', 'calling'],
];

const STOPPED = ['stop A', 'stop B', 'stop cancel'];

const TABLES: Record<string, Row[]> = {
  'retransmits at doubling intervals, without limit, until B': [
    ...STARTED,
    ['timer A', 'calling', 'send', 'start A 1000'],
    ['sent udp', 'calling'],
    ['timer A', 'calling', 'send', 'start A 2000'],
    ['timer A', 'calling', 'send', 'start A 4000'],
    ['timer A', 'calling', 'send', 'start A 8000'],
    ['timer B', 'terminated', 'fail timeout'],
    ['200', 'terminated'],
  ],
  'does not retransmit over TCP': [...OVER_TCP, ['timer B', 'terminated', 'fail timeout']],
  'provisional responses end the retransmissions and timer B': [
    ...STARTED,
    ['100', 'proceeding', 'stop A', 'stop B', 'tell 100'],
    ['timer A', 'proceeding'],
    ['timer B', 'proceeding'],
    ['180', 'proceeding', 'tell 180'],
    ['200', 'accepted', ...STOPPED, 'start M 32000', 'tell 200'],
  ],
  'a transport error fails it before any response': [...STARTED, ['error', 'terminated', 'fail connection-refused']],
  'a transport error does not hurt it once it is proceeding': [...STARTED, ['180', 'proceeding', 'stop A', 'stop B', 'tell 180'], ['error', 'proceeding']],
  'RFC 6026: every 2xx goes up until M, other responses do not': [
    ...STARTED,
    ['200', 'accepted', ...STOPPED, 'start M 32000', 'tell 200'],
    ['200', 'accepted', 'tell 200'],
    ['180', 'accepted'],
    ['486', 'accepted'],
    ['error', 'accepted'],
    ['timer M', 'terminated'],
    ['200', 'terminated'],
  ],
  'RFC 6026: M runs over TCP too': [...OVER_TCP, ['200', 'accepted', ...STOPPED, 'start M 32000', 'tell 200']],
  'a final non-2xx is acknowledged, and again when it comes again, and told once': [
    ...STARTED,
    ['486', 'completed', ...STOPPED, 'start D 32000', 'ack 486', 'tell 486'],
    ['486', 'completed', 'ack 486'],
    ['180', 'completed'],
    ['error', 'completed'],
    ['timer D', 'terminated'],
  ],
  'a final non-2xx after a provisional one': [...STARTED, ['183', 'proceeding', 'stop A', 'stop B', 'tell 183'], ['302', 'completed', ...STOPPED, 'start D 32000', 'ack 302', 'tell 302']],
  'timer D is zero over TCP': [...OVER_TCP, ['603', 'terminated', 'ack 603', 'tell 603']],
  'a 2xx after a non-2xx is handed over as a stray': [
    ...STARTED,
    ['500', 'completed', ...STOPPED, 'start D 32000', 'ack 500', 'tell 500'],
    ['200', 'completed', 'stray 200'],
  ],
  'RFC 3261 9.1: a cancelled INVITE without a final response ends after 64*T1': [
    ...STARTED,
    ['180', 'proceeding', 'stop A', 'stop B', 'tell 180'],
    ['cancelled', 'proceeding', 'start cancel 32000'],
    ['timer cancel', 'terminated', 'fail timeout'],
  ],
  'a cancelled INVITE that was answered meanwhile': [
    ...STARTED,
    ['180', 'proceeding', 'stop A', 'stop B', 'tell 180'],
    ['cancelled', 'proceeding', 'start cancel 32000'],
    ['200', 'accepted', ...STOPPED, 'start M 32000', 'tell 200'],
    ['timer cancel', 'accepted'],
  ],
};

it.each(Object.entries(TABLES))('%s', (_name, rows) => {
  expect(play(initialInviteClient(DEFAULT_TIMERS), rows, (state, word) => stepInviteClient(state, clientEvent(word)))).toEqual(rows);
});
