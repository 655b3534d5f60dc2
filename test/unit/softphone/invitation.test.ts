import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JoinedSession } from '../../../src-shared/session-model.ts';
import type { Office, Phone } from './office.ts';
import { ALICE, BOB, createOffice, refusal } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const seminar = ['v=0', `o=alice 4711 3 IN IP4 ${ALICE}`, 's=Seminar', 'c=IN IP4 239.255.42.7/15', 't=0 0', 'm=audio 40420 RTP/AVP 8', 'm=video 40424 RTP/AVP 31', ''].join('\r\n');

const joined = async (phone: Phone): Promise<JoinedSession[]> => (await phone.handlers['session.list'](undefined)).joined;
const bodyOf = (phone: Phone, start: RegExp): string => phone.phone.traceOf(phone.history()[0]?.id ?? '').messages.find((message) => start.test(message.start))?.raw ?? '';

/** Alice has announced her session and invites Bob. */
async function invited(): Promise<{ alice: Phone; bob: Phone; id: string }> {
  const [alice, bob] = [await office.phone(ALICE), await office.phone(BOB)];
  const { id } = await alice.handlers['session.announce']({ sdp: seminar });
  await office.clock.advance(500);
  await alice.handlers['session.invite']({ id, target: `sip:bob@${BOB}` });
  await office.clock.advance(200);
  return { alice, bob, id };
}

describe('an invitation into a session', () => {
  it('rings with its name, and when it is accepted both are in the group, without sound between the two', async () => {
    const { alice, bob, id } = await invited();
    const unicast: string[] = [];
    office.network.filter = ({ to }) => {
      if (to.port !== 5060 && !to.address.startsWith('239.') && !to.address.startsWith('224.')) unicast.push(`${to.address}:${to.port}`);
      return true;
    };
    expect(bob.call()).toMatchObject({ state: 'ringing', subject: 'Seminar', invitation: { name: 'Seminar', groups: ['239.255.42.7:40420'], mayTalk: true } });
    expect(alice.call().declinedMedia).toEqual(['video']);
    expect([await joined(alice), await joined(bob)]).toEqual([[], []]);

    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(2000);
    for (const phone of [alice, bob]) {
      expect(phone.call()).toMatchObject({ state: 'confirmed', invitation: { joinedId: id } });
      expect(await joined(phone)).toMatchObject([{ id, name: 'Seminar', media: [{ group: '239.255.42.7', port: 40_420 }] }]);
    }
    expect(unicast).toEqual([]);
    expect(bodyOf(bob, /^SIP\/2.0 200/)).toMatch(/\r\nc=IN IP4 239\.255\.42\.7\/15\r\nt=0 0\r\nm=audio 40420 RTP\/AVP 8\r\na=sendrecv\r\nm=video 0 RTP\/AVP 31\r\n/);

    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(500);
    expect([alice.call().state, bob.call().state]).toEqual(['ended', 'ended']);
    expect([await joined(alice), await joined(bob)]).toEqual([[], []]);
    expect(bob.of('joined.ended')).toEqual([{ id }]);
  });

  it('has what is announced of its session meanwhile in its trace, and nothing of others', async () => {
    const { alice, bob, id } = await invited();
    await bob.handlers['call.answer']({ id: bob.call().id });
    await alice.handlers['session.announce']({ sdp: seminar.replace('4711', '4712').replace('Seminar', 'Other') });
    await alice.handlers['session.announce']({ sdp: seminar.replace('s=Seminar', 's=Seminar, later') });
    await office.clock.advance(1000);
    await alice.handlers['session.withdraw']({ id });
    await office.clock.advance(1000);
    const seen = (phone: Phone): string[] => phone.phone.traceOf(phone.call().id).messages.filter(({ protocol }) => protocol === 'sap').map(({ start }) => start);
    expect(seen(bob)).toEqual(['announcement Seminar, later', expect.stringMatching(/^deletion /)]);
    expect(seen(alice)[0]).toBe('announcement Seminar, later');
  });

  it('that is declined leads nobody anywhere', async () => {
    const { alice, bob } = await invited();
    await bob.handlers['call.decline']({ id: bob.call().id });
    await office.clock.advance(5000);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 486 });
    expect([...alice.of('joined.changed'), ...bob.of('joined.changed')]).toEqual([]);
  });

  it('is no call: it is not held, and takes no digits', async () => {
    const { alice, bob } = await invited();
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(200);
    expect(await refusal(() => alice.handlers['call.hold']({ id: alice.call().id }))).toBe('call-in-session');
    expect(await refusal(() => alice.handlers['call.dtmf']({ id: alice.call().id, digits: '1' }))).toBe('call-in-session');
  });

  it('that a phone answers with its own address is ended in order, and says why', async () => {
    const { alice, bob } = await invited();
    const session = [...bob.phone.userAgent().sessions][0]!;
    const unicast = seminar.replace('239.255.42.7/15', BOB).replace('m=video 40424', 'm=video 0');
    session.negotiator = { ...session.negotiator, answer: async () => ({ ok: true, value: new TextEncoder().encode(unicast) }) };
    await session.accept();
    await office.clock.advance(5000);
    expect(alice.call()).toMatchObject({ state: 'ended', error: { code: 'invitation-not-understood' } });
    expect(alice.call().error?.message).toContain(`${BOB} in place of the group`);
    const started = alice.phone.traceOf(alice.history()[0]!.id).messages.map(({ start }) => start.split(' ').slice(0, 2).join(' ').replace(/sip:.*/, ''));
    expect(started.slice(-3).map((line) => line.trim())).toEqual(['ACK', 'BYE', 'SIP/2.0 200']);
    expect(await joined(alice)).toEqual([]);
  });

  it('from a network without multicast is refused with 330, and both hear why', async () => {
    const { alice, bob } = await invited();
    office.network.multicastFails.add(BOB);
    await refusal(() => bob.handlers['call.answer']({ id: bob.call().id }));
    await office.clock.advance(5000);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 488 });
    expect(bodyOf(alice, /^SIP\/2.0 488/)).toMatch(/\r\nWarning: 330 /);
    expect([alice.of('joined.changed'), bob.of('joined.changed')]).toEqual([[], []]);
  });

  it('leaves a session joined that was joined before', async () => {
    const { alice, bob, id } = await invited();
    const mine = await alice.phone.joined.join({ id, sdp: seminar });
    expect(mine.ok).toBe(true);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(500);
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(500);
    expect(await joined(alice)).toMatchObject([{ id }]);
    expect(await joined(bob)).toEqual([]);
  });

  it('into a session that is not there, or that nobody could hear, is refused in words', async () => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['session.invite']({ id: 'nobody', target: `sip:bob@${BOB}` }))).toBe('session-gone');
    const { id } = await alice.handlers['session.announce']({ sdp: seminar.replace('audio', 'application') });
    expect(await refusal(() => alice.handlers['session.invite']({ id, target: `sip:bob@${BOB}` }))).toBe('session-not-audible');
  });
});

describe('an invitation that somebody else sends', () => {
  /** Bob is called with this description by hand. */
  async function offered(sdp: string): Promise<{ alice: Phone; bob: Phone }> {
    const [alice, bob] = [await office.phone(ALICE), await office.phone(BOB)];
    const negotiator = { offer: async () => ({ ok: true as const, value: new TextEncoder().encode(sdp) }), answer: async () => ({ ok: false as const, error: { status: 500 } }), accept: () => ({ ok: true as const, value: undefined }), rollback() {} };
    const approach = await alice.phone.approach(`sip:bob@${BOB}`);
    alice.phone.userAgent().invite({ identity: approach.identity, target: approach.uri, negotiator, listener: { onEnd() {} } });
    await office.clock.advance(200);
    return { alice, bob };
  }

  it('into a control group is refused without asking, and without joining', async () => {
    const { bob } = await offered(seminar.replaceAll('239.255.42.7', '224.0.0.5'));
    expect(bob.call()).toMatchObject({ state: 'ended', status: 488 });
    expect(bob.call().error?.code).toBe('invitation-refused');
    expect(bodyOf(bob, /^SIP\/2.0 488/)).toMatch(/\r\nWarning: 330 [^\r]*224\.0\.0\.5/);
    expect(bob.of('joined.changed')).toEqual([]);
  });

  it('with the o= of an announced session but another group is another session', async () => {
    const { alice, bob } = await offered(seminar.replace('239.255.42.7', '239.255.42.8'));
    await alice.handlers['session.announce']({ sdp: seminar });
    await office.clock.advance(500);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(500);
    expect(await joined(bob)).toMatchObject([{ id: expect.stringMatching(/^file:/), media: [{ group: '239.255.42.8' }] }]);
  });

  it('is not what a running call can be turned into', async () => {
    const { alice, bob } = await office.talking();
    const session = [...alice.phone.userAgent().sessions][0]!;
    session.negotiator = { ...session.negotiator, offer: async () => ({ ok: true as const, value: new TextEncoder().encode(seminar) }) };
    const changed = session.renegotiate();
    await office.clock.advance(2000);
    expect((await changed).ok).toBe(false);
    expect(bob.call().state).toBe('confirmed');
    expect(bob.of('joined.changed')).toEqual([]);
  });
});
