/** The captures of real peers (test/captures), seen as ladders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import { createCapture } from '../../../src-shared/capture/capture.ts';
import { correlate } from '../../../src-shared/ladder/correlate.ts';
import { bandsInOrder, buildLadder } from '../../../src-shared/ladder/ladder.ts';
import { stateAt } from '../../../src-shared/ladder/state/state-at.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';

const FOLDER = join(import.meta.dirname, '../../captures');
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.pcap')).map((name) => name.slice(0, -'.pcap'.length));

function read(name: string): Capture {
  const capture = createCapture();
  capture.push(readFileSync(join(FOLDER, `${name}.pcap`)));
  capture.finish();
  return capture;
}

const messagesOf = (name: string): TracedMessage[] => read(name).messages();

describe('calls that belong together', () => {
  const JOINED: Record<string, string[]> = {
    'attended-transfer': ['refer-to', 'referred-by', 'replaces'], 'attended-transferred': ['refer-to', 'referred-by', 'replaces'], 'attended-transfer-target': ['refer-to', 'referred-by', 'replaces'],
    'transfer': ['refer-to'], 'transferred': ['refer-to'], 'transfer-target': ['refer-to'], 'replaces': ['replaces'],
    'legs-hidden': ['media'],
  };
  it.each(Object.entries(JOINED))('are found in %s by %j', (name, rules) => {
    expect(correlate(messagesOf(name)).map((link) => link.rule).sort()).toEqual(rules);
  });
  it('have one sound, which belongs to both and is drawn once, where a B2BUA leaves the media alone', () => {
    const capture = read('legs-hidden');
    const [one, other] = capture.media();
    expect(one?.callId).not.toBe(other?.callId);
    expect(other?.stats).toEqual(one?.stats);
    expect(one?.stats).toMatchObject({ codec: 'PCMU', sent: expect.any(Number), received: expect.any(Number) });
    expect(one?.stats?.sent).toBeGreaterThan(50);
    expect(one?.stats?.received).toBeGreaterThan(50);
    expect(bandsInOrder(buildLadder(capture.messages(), capture.media()))).toHaveLength(1);
  });
  it('are not found where there are none', () => {
    const others = names.filter((name) => !/transfer|replaces|refer|pick|legs/.test(name));
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter((name) => correlate(messagesOf(name)).length > 0)).toEqual([]);
  });
});

describe('the state', () => {
  it('at the end of a call: over, agreed once, its dialog gone, the BYE answered', () => {
    const messages = messagesOf('call');
    const last = stateAt(messages, messages.at(-1) as TracedMessage);
    expect(last).toMatchObject({ call: { phase: 'ended', ended: 'BYE' }, offerAnswer: { state: 'stable', rounds: 1 }, transaction: { method: 'BYE', client: { name: 'completed' } } });
    expect(last.dialogs.map(({ state }) => state)).toEqual(['terminated']);
  });
  it.each([['busy', 486], ['cancel', 487], ['decline', 603]])('at the end of %s: ended by %s', (name, status) => {
    const messages = messagesOf(name);
    const invited = messages.findLast((message) => message.method === 'ACK') as TracedMessage;
    expect(stateAt(messages, invited)).toMatchObject({ call: { phase: 'ended', ended: status }, transaction: { method: 'INVITE', client: { name: 'completed' }, server: { name: 'confirmed' } } });
  });
  it('can be told at every message of every capture', () => {
    for (const name of names) {
      const messages = messagesOf(name);
      for (const message of messages) expect(stateAt(messages, message).offerAnswer.state).toMatch(/none|offered|previewed|stable/);
    }
  });
});
