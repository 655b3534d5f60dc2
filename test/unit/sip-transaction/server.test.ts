import { describe, expect, it } from 'vitest';
import { initialServer, stepServer } from '../../../src-main/sip/transaction/server.ts';
import { DEFAULT_TIMERS } from '../../../src-main/sip/transaction/timers.ts';
import type { Row } from './machine-words.ts';
import { play, serverEvent } from './machine-words.ts';

const UDP: Record<string, Row[]> = {
  'drops retransmissions while nothing was answered, and does not wait for ever': [
    ['delivered', 'trying', 'start silent 32000'],
    ['request', 'trying'],
    ['timer silent', 'terminated'],
    ['respond 200', 'terminated'],
  ],
  'repeats the last provisional response': [
    ['respond 100', 'proceeding', 'send 100'],
    ['request', 'proceeding', 'send 100'],
    ['respond 183', 'proceeding', 'send 183'],
    ['request', 'proceeding', 'send 183'],
  ],
  'repeats the final response until J, whatever else the user says': [
    ['respond 200', 'completed', 'send 200', 'stop silent', 'start J 32000'],
    ['delivered', 'completed'],
    ['request', 'completed', 'send 200'],
    ['respond 500', 'completed'],
    ['request', 'completed', 'send 200'],
    ['timer J', 'terminated'],
  ],
  'a transport error changes nothing: the next copy is answered again': [
    ['respond 200', 'completed', 'send 200', 'stop silent', 'start J 32000'],
    ['error', 'completed'],
    ['request', 'completed', 'send 200'],
  ],
};

const TCP: Record<string, Row[]> = {
  'J is zero': [['respond 200', 'terminated', 'send 200']],
};

describe.each([
  ['UDP', UDP, false],
  ['TCP', TCP, true],
] as const)('%s', (_transport, tables, reliable) => {
  it.each(Object.entries(tables))('%s', (_name, rows) => {
    expect(play(initialServer(DEFAULT_TIMERS, reliable), rows, (state, word) => stepServer(state, serverEvent(word)))).toEqual(rows);
  });
});
