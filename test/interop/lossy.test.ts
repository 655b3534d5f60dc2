/** A link that loses 30 % of the SIP messages, both ways: RFC 3261's timers must carry calls over it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from './support/lab.ts';
import type { BadLink } from './support/namespaces.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungMessage } from './support/rung.ts';
import { isCall, messagesOf, runRung, startRung } from './support/rung.ts';

const absent = [...missingForNamespaces(), ...missing('baresip', 'sox', 'nc')];
const CALLS = 5;

describe.skipIf(absent.length > 0)(`30 % loss on SIP${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let link: BadLink;
  let bob: string;

  beforeAll(() => {
    link = createBadLink();
    link.peers.run('baresip/start.sh', link.peers.folder, 'bob', 'codecs=PCMA,PCMU');
    bob = link.peers.env('bob')['BS_URI'] ?? '';
    link.set('sip=1', 'loss=30');
  });
  afterAll(() => link.stop());

  it(`${CALLS} calls in a row are set up and ended on both sides; every repeated message is marked`, async () => {
    const seen: RungMessage[] = [];
    for (let i = 0; i < CALLS; i++) {
      const { code, events, summary, errors } = await runRung(['call', bob, '--tone', '440', '--duration', '0.5', '--json', '--verbose'], { namespace: link.phone });
      expect({ code, summary }, errors).toMatchObject({ code: 0, summary: { status: 200, endedBy: 'local' } });
      const messages = messagesOf(events);
      expect(messages.at(-1)?.start, 'the BYE is answered').toMatch(/^SIP\/2\.0 200/);
      seen.push(...messages);
    }
    expect(repeatedOutgoing(seen)).toEqual(seen.filter(({ direction, retransmission }) => direction === 'out' && retransmission));
    expect(seen.filter(({ retransmission }) => retransmission).length, 'with this loss, something was repeated').toBeGreaterThan(0);
    await expect.poll(() => link.peers.run('baresip/ctl.sh', link.peers.folder, 'bob', 'callstat'), { timeout: 40_000 }).not.toMatch(/ESTABLISHED/);
  });

  it('a call that comes in over it is answered and ended', async () => {
    const rung = startRung(['answer', '--listen', '10.88.0.2:0', '--tone', '440', '--count', '1', '--json', '--verbose'], { namespace: link.phone });
    const address = await rung.listening();
    link.peers.run('baresip/ctl.sh', link.peers.folder, 'bob', 'dial', `sip:rung@${address}`);
    await rung.until(isCall('confirmed'));
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 20);
    link.peers.run('baresip/ctl.sh', link.peers.folder, 'bob', 'hangup');
    expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
    expect(await rung.exited).toBe(0);
  });

  it('a link that dies in the call does not keep it: our BYE goes unanswered and the program ends', async () => {
    link.set('clear');
    const rung = startRung(['call', bob, '--tone', '440', '--json', '--verbose'], { namespace: link.phone });
    await rung.until(isCall('confirmed'));
    link.set('drop=1');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(messagesOf(rung.events).filter(({ start }) => start.startsWith('BYE ')).length).toBeGreaterThan(1);
    link.set('clear');
  });
});

/** What we have sent before in the same call: with no password and no re-INVITE, each request is meant once. */
function repeatedOutgoing(messages: RungMessage[]): RungMessage[] {
  const known = new Set<string>();
  return messages.filter(({ direction, start, callId }) => {
    if (direction === 'in') return false;
    const key = `${callId} ${start}`;
    const repeated = known.has(key);
    known.add(key);
    return repeated;
  });
}
