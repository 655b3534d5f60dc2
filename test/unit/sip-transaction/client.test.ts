import { expect, it } from 'vitest';
import { initialClient, stepClient } from '../../../src-main/sip/transaction/client.ts';
import { DEFAULT_TIMERS } from '../../../src-main/sip/transaction/timers.ts';
import type { Row } from './machine-words.ts';
import { clientEvent, play } from './machine-words.ts';

const STARTED: Row[] = [
  ['start', 'trying', 'send', 'start F 32000'],
  ['sent udp', 'trying', 'start E 500'],
];
const OVER_TCP: Row[] = [
  ['start', 'trying', 'send', 'start F 32000'],
  ['sent tcp', 'trying'],
];

const TABLES: Record<string, Row[]> = {
  'retransmits at intervals that double up to T2, until F': [
    ...STARTED,
    ['timer E', 'trying', 'send', 'start E 1000'],
    ['sent udp', 'trying'],
    ['timer E', 'trying', 'send', 'start E 2000'],
    ['timer E', 'trying', 'send', 'start E 4000'],
    ['timer E', 'trying', 'send', 'start E 4000'],
    ['timer F', 'terminated', 'fail timeout'],
  ],
  'goes on retransmitting every T2 after a provisional response': [
    ...STARTED,
    ['100', 'proceeding', 'tell 100'],
    ['timer E', 'proceeding', 'send', 'start E 4000'],
    ['183', 'proceeding', 'tell 183'],
    ['timer F', 'terminated', 'fail timeout'],
  ],
  'absorbs retransmitted final responses for T4': [
    ...STARTED,
    ['200', 'completed', 'stop E', 'stop F', 'start K 5000', 'tell 200'],
    ['200', 'completed'],
    ['100', 'completed'],
    ['error', 'completed'],
    ['timer E', 'completed'],
    ['timer K', 'terminated'],
  ],
  'a final response after a provisional one': [...STARTED, ['100', 'proceeding', 'tell 100'], ['404', 'completed', 'stop E', 'stop F', 'start K 5000', 'tell 404']],
  'neither E nor K over TCP': [...OVER_TCP, ['200', 'terminated', 'tell 200']],
  'a transport error fails it before any response': [...STARTED, ['error', 'terminated', 'fail connection-refused']],
  'a transport error does not hurt it once it is proceeding': [...STARTED, ['100', 'proceeding', 'tell 100'], ['error', 'proceeding']],
  'CANCEL means nothing to it': [...STARTED, ['cancelled', 'trying']],
};

it.each(Object.entries(TABLES))('%s', (_name, rows) => {
  expect(play(initialClient(DEFAULT_TIMERS), rows, (state, word) => stepClient(state, clientEvent(word)))).toEqual(rows);
});
