import { describe, expect, it } from 'vitest';
import type { Life, LifeEvent } from '../../../src-main/sip/session/life.ts';
import { publicState, stepLife } from '../../../src-main/sip/session/life.ts';
import type { SessionEnd } from '../../../src-main/sip/session/session.ts';

const end = (reason: string): SessionEnd => ({ by: 'local', status: 200, reason });
const hangUp: LifeEvent = { type: 'end', beforeAnswer: end('before'), afterAnswer: end('after') };

/** A story: the states and effects that a row of events leads to, `state:effect,effect`. */
function story(life: Life, events: LifeEvent[]): string[] {
  return events.map((event) => {
    const step = stepLife(life, event);
    life = step.life;
    const effects = step.effects.map((effect) => ('end' in effect ? `${effect.do} ${effect.end.reason}` : effect.do));
    return [life.name, ...effects].join(', ');
  });
}

describe('an outgoing session', () => {
  const calling: Life = { name: 'calling' };

  it.each<[string, LifeEvent[], string[]]>([
    ['answered', [{ type: 'progress', early: false }, { type: 'success' }, hangUp, { type: 'byeDone' }],
      ['proceeding', 'confirmed, confirm', 'ending, bye after', 'ended, finish after']],
    ['answered unusably', [{ type: 'success', unusable: end('bad') }, { type: 'byeDone' }], ['ending, bye bad', 'ended, finish bad']],
    ['refused', [{ type: 'failure', end: end('busy') }, hangUp], ['ended, finish busy', 'ended']],
    ['given up', [hangUp, hangUp, { type: 'failure', end: end('487') }], ['cancelling, cancel', 'cancelling', 'ended, finish before']],
    ['given up too late', [hangUp, { type: 'success' }, { type: 'byeDone' }], ['cancelling, cancel', 'ending, bye before', 'ended, finish before']],
    ['given up, 200 unusable', [hangUp, { type: 'success', unusable: end('bad') }], ['cancelling, cancel', 'ending, bye before']],
    ['not answered in time', [{ type: 'unanswered', end: end('late') }], ['cancelling, cancel']],
    ['answered in time', [{ type: 'success' }, { type: 'unanswered', end: end('late') }], ['confirmed, confirm', 'confirmed']],
    ['ended by a BYE before the 200', [{ type: 'bye', end: end('bye') }, { type: 'failure', end: end('487') }], ['cancelling, cancel', 'ended, finish bye']],
    ['both hang up', [{ type: 'success' }, hangUp, { type: 'bye', end: end('theirs') }, { type: 'byeDone' }],
      ['confirmed, confirm', 'ending, bye after', 'ended, finish after', 'ended']],
    ['broken', [{ type: 'success' }, { type: 'broken', end: end('408') }], ['confirmed, confirm', 'ending, bye 408']],
    ['gone', [{ type: 'success' }, { type: 'gone', end: end('481') }], ['confirmed, confirm', 'ended, finish 481']],
    ['abandoned while ending', [{ type: 'success' }, hangUp, { type: 'abandon', end: end('closing') }], ['confirmed, confirm', 'ending, bye after', 'ended, finish after']],
    ['abandoned', [{ type: 'abandon', end: end('closing') }, { type: 'abandon', end: end('twice') }], ['ended, finish closing', 'ended']],
  ])('%s', (_name, events, expected) => {
    expect(story(calling, events)).toEqual(expected);
  });
});

describe('an incoming session', () => {
  const incoming: Life = { name: 'incoming' };

  it.each<[string, LifeEvent[], string[]]>([
    ['answered', [{ type: 'progress', early: false }, { type: 'accepted' }, { type: 'acknowledged' }, { type: 'bye', end: end('bye') }],
      ['alerting', 'answered', 'confirmed, confirm', 'ended, finish bye']],
    ['refused', [{ type: 'reject', end: end('busy') }], ['ended, refuse busy, finish busy']],
    ['hung up before the answer', [hangUp], ['ended, refuse before, finish before']],
    ['cancelled', [{ type: 'cancelled', end: end('elsewhere') }], ['ended, refuse Request Terminated, finish elsewhere']],
    ['cancelled too late', [{ type: 'accepted' }, { type: 'cancelled', end: end('x') }], ['answered', 'answered']],
    ['hung up before the ACK', [{ type: 'accepted' }, hangUp, { type: 'acknowledged' }], ['answered', 'answered', 'ending, bye after']],
    ['hung up, no ACK', [{ type: 'accepted' }, hangUp, { type: 'unacknowledged', end: end('no ACK') }], ['answered', 'answered', 'ending, bye after']],
    ['no ACK', [{ type: 'accepted' }, { type: 'unacknowledged', end: end('no ACK') }], ['answered', 'ending, bye no ACK']],
    ['BYE before ACK', [{ type: 'accepted' }, { type: 'bye', end: end('bye') }, { type: 'acknowledged' }], ['answered', 'ended, finish bye', 'ended']],
    ['BYE in the early dialog', [{ type: 'bye', end: end('bye') }], ['ended, refuse Request Terminated, finish bye']],
    ['unusable answer in the ACK', [{ type: 'accepted' }, { type: 'acknowledged', unusable: end('bad') }], ['answered', 'ending, bye bad']],
  ])('%s', (_name, events, expected) => {
    expect(story(incoming, events)).toEqual(expected);
  });

  it('cancelled is refused with 487', () => {
    const { effects } = stepLife(incoming, { type: 'cancelled', end: { by: 'remote', status: 200, reason: 'elsewhere' } });
    expect(effects[0]).toMatchObject({ do: 'refuse', end: { status: 487 } });
  });

  it('ended by a BYE before it was answered does not look like one that was', () => {
    const { effects } = stepLife(incoming, { type: 'bye', end: { by: 'remote', status: 200, reason: 'OK' } });
    expect(effects[1]).toMatchObject({ do: 'finish', end: { by: 'remote', status: 487 } });
  });
});

it.each<[Life, string]>([
  [{ name: 'calling' }, 'calling'],
  [{ name: 'proceeding', early: false }, 'ringing'],
  [{ name: 'proceeding', early: true }, 'early'],
  [{ name: 'cancelling', end: end('') }, 'ending'],
  [{ name: 'incoming' }, 'incoming'],
  [{ name: 'alerting', early: false }, 'ringing'],
  [{ name: 'answered', early: true }, 'early'],
  [{ name: 'confirmed' }, 'confirmed'],
  [{ name: 'ended', end: end('') }, 'ended'],
])('%o is seen as %s', (life, state) => {
  expect(publicState(life)).toBe(state);
});
