/** What peers do that our own phone does not: transfers against a pretended user agent. Whole phones: test/unit/softphone/transfer.test.ts. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallControl } from '../../../src-main/calls/call.ts';
import { devicePlan } from '../../../src-main/calls/call-media.ts';
import type { Transfers } from '../../../src-main/calls/transfers.ts';
import { createTransfers } from '../../../src-main/calls/transfers.ts';
import type { IncomingRefer, ReferListener, ReferOptions } from '../../../src-main/sip/refer/types.ts';
import type { Session, UserAgent } from '../../../src-main/sip/user-agent.ts';
import type { RungError } from '../../../src-shared/errors.ts';
import { RungFailure, rungError } from '../../../src-shared/errors.ts';
import type { Call } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';

interface FakeCall extends CallControl {
  snapshot: Call;
  did: string[];
}

let refers: ReferOptions[];
let listener: ReferListener;
let answer: Result<void, RungError>;
let live: FakeCall[];
let dialled: FakeCall | undefined;
let way: Result<{ uri: string; account: undefined; identity: { displayName: string; uri: string; routes: string[]; contactUser: string } }, RungError>;
let transfers: Transfers;

beforeEach(() => {
  refers = [];
  live = [];
  dialled = undefined;
  answer = ok(undefined);
  way = ok({ uri: 'sip:c@x', account: undefined, identity: { displayName: '', uri: 'sip:b@x', routes: [], contactUser: 'b' } });
  const userAgent: Pick<UserAgent, 'refer'> = {
    async refer(options, told) {
      refers.push(options);
      listener = told;
      return answer;
    },
  };
  transfers = createTransfers({
    userAgent: () => userAgent as UserAgent,
    live: () => live,
    maxCalls: 2,
    calledAccount: () => undefined,
    isStranger: () => false,
    approach: async () => way,
    dial: () => (dialled = fakeCall('new', { state: 'calling', direction: 'out' })),
    resume: (control) => void (control as FakeCall).did.push('resume'),
  });
});

it('names nobody in a call without a name (RFC 3323)', async () => {
  const control = fakeCall('a');
  live = [control];
  await transfers.transfer(control, 'sip:c@x');
  const hidden = fakeCall('b');
  Object.assign(hidden.session ?? {}, { isAnonymous: true });
  await transfers.transfer(hidden, 'sip:c@x');
  expect(refers.map(({ referredBy }) => referredBy)).toEqual(['sip:me@x', undefined]);
});

function fakeCall(id: string, more: Partial<Call> = {}): FakeCall {
  const did: string[] = [];
  const session = { identity: { uri: 'sip:me@x' }, dialogId: { callId: id, localTag: 'mine', remoteTag: 'theirs' }, remoteTarget: `sip:${id}@192.0.2.7` } as Session;
  const control: FakeCall = {
    snapshot: {
      id, direction: 'out', state: 'confirmed', sipCallId: id, remoteUri: `sip:${id}@x`, remoteName: '', startedAtMs: 0, heldByUs: false, heldByPeer: false,
      muted: false, digitsReceived: '', declinedMedia: [], secure: false, ...more,
    },
    did,
    plan: devicePlan,
    account: undefined,
    session,
    localAddress: undefined,
    quality: undefined,
    isReplaced: false,
    changes: {
      isParked: false,
      async hold(held) {
        did.push(held ? 'hold' : 'resume');
        return ok(undefined);
      },
      useCodec: async () => ok(undefined),
      move: async () => ok(undefined),
    },
    negotiator: { offer: async () => err({ status: 500 }), answer: async () => err({ status: 500 }), accept: () => ok(undefined), rollback() {} },
    listener: { onEnd() {} },
    sound: {} as CallControl['sound'],
    note: (news) => void (control.snapshot = { ...control.snapshot, ...news }),
    hangup: () => void did.push('hangup'),
    park: () => void did.push('park'),
    attach() {},
    ring: async () => {},
    answer: async () => ok(undefined),
    reject() {},
    mute() {},
    dtmf: async () => ok(undefined),
    info: async () => ok(undefined),
    settled: async () => {},
  };
  live.push(control);
  return control;
}

describe('the one who sends', () => {
  it('holds, refers, follows, and hangs up', async () => {
    const call = fakeCall('bob');
    await transfers.transfer(call, 'sip:carol@x');
    expect(refers).toEqual([{ within: call.session, referTo: 'sip:carol@x', replaces: undefined, referredBy: 'sip:me@x' }]);
    const states = [100, 180, 183, 200].map((status) => {
      listener.onProgress({ status, reason: '' });
      return call.snapshot.transfer?.state;
    });
    expect(states).toEqual(['trying', 'ringing', 'ringing', 'done']);
    listener.onEnd({ status: 200, reason: 'OK' });
    expect(call.did).toEqual(['hold', 'hangup']);
  });

  it('names the other dialog as its owner sees it (RFC 3891 3)', async () => {
    await transfers.join(fakeCall('bob'), fakeCall('carol'));
    expect(refers[0]).toMatchObject({ referTo: 'sip:carol@192.0.2.7', replaces: { callId: 'carol', localTag: 'theirs', remoteTag: 'mine' } });
  });

  it('takes a BYE for the good end where a PBX sends it in place of the last NOTIFY', async () => {
    const call = fakeCall('bob');
    await transfers.transfer(call, 'sip:carol@x');
    listener.onProgress({ status: 100, reason: 'Trying' });
    call.note({ state: 'ended', endedBy: 'remote' });
    listener.onEnd({});
    expect(call.snapshot.transfer).toMatchObject({ state: 'done', status: undefined });
  });

  it('believes a NOTIFY that comes after the BYE', async () => {
    const call = fakeCall('bob');
    await transfers.transfer(call, 'sip:carol@x');
    call.note({ state: 'ended', endedBy: 'remote' });
    listener.onProgress({ status: 486, reason: 'Busy Here' });
    listener.onEnd({ status: 486 });
    expect(call.snapshot.transfer).toMatchObject({ state: 'failed', status: 486 });
    expect(call.did).not.toContain('hangup');
  });

  it('resumes where the peer says no more, and tells why', async () => {
    const call = fakeCall('bob');
    await transfers.transfer(call, 'sip:carol@x');
    listener.onEnd({ error: rungError('refer-silent', 'Nothing more came.') });
    expect(call.snapshot.transfer).toMatchObject({ state: 'failed', reason: 'Nothing more came.' });
    expect(call.did).toEqual(['hold', 'resume']);
    await transfers.transfer(call, 'sip:dora@x');
    expect(refers).toHaveLength(2);
  });

  it('resumes where the peer does not go at all', async () => {
    const call = fakeCall('bob');
    answer = err(rungError('declined', 'No.', { status: 603 }));
    await expect(transfers.transfer(call, 'sip:carol@x')).rejects.toThrow(RungFailure);
    expect(call.snapshot.transfer).toMatchObject({ state: 'failed', status: 603 });
    expect(call.did).toEqual(['hold', 'resume']);
  });

  it('hears nothing more once it is settled', async () => {
    const call = fakeCall('bob');
    await transfers.transfer(call, 'sip:carol@x');
    listener.onProgress({ status: 486, reason: 'Busy Here' });
    listener.onProgress({ status: 200, reason: 'OK' });
    expect(call.snapshot.transfer).toMatchObject({ state: 'failed', status: 486 });
    expect(call.did).not.toContain('hangup');
  });
});

describe('the one who is sent', () => {
  function asked(more: Partial<IncomingRefer>): { told: (number | string)[]; incoming: IncomingRefer } {
    const told: (number | string)[] = [];
    const incoming = {
      request: {}, source: {}, session: undefined, authorisedBy: undefined, referTo: { displayName: '', uri: '', parameters: new Map() }, target: 'sip:carol@x',
      replaces: undefined, referredBy: undefined, identity: undefined,
      accept: () => ({ tell: (status: number) => void told.push(status) }),
      reject: (status: number) => void told.push(`rejected ${status}`),
      ...more,
    } as IncomingRefer;
    transfers.referred(incoming);
    return { told, incoming };
  }

  it('tells each step once', async () => {
    const call = fakeCall('alice');
    const { told } = asked({ session: call.session, authorisedBy: call.session });
    await Promise.resolve();
    await Promise.resolve();
    for (const status of [100, 180, 180, 183]) transfers.onChanged({ ...(dialled as FakeCall).snapshot, state: 'ringing', status });
    transfers.onChanged({ ...(dialled as FakeCall).snapshot, state: 'confirmed', status: 200 });
    transfers.onChanged({ ...(dialled as FakeCall).snapshot, state: 'ended', status: 200 });
    expect(told).toEqual([180, 183, 200]);
    expect(call.did).toEqual(['park']);
  });

  it('comes back when the way there is not found', async () => {
    const call = fakeCall('alice');
    way = err(rungError('name-not-found', 'No x.'));
    const { told } = asked({ authorisedBy: call.session });
    await Promise.resolve();
    await Promise.resolve();
    expect(told).toEqual([503]);
    expect(call.snapshot.transfer).toMatchObject({ state: 'failed', status: 503, reason: 'No x.' });
  });

  it('goes for those only who talk to us, one at a time, and to telephones', () => {
    const call = fakeCall('alice');
    expect(asked({}).told).toEqual(['rejected 603']);
    expect(asked({ authorisedBy: call.session, target: 'http://x' }).told).toEqual(['rejected 416']);
    expect(asked({ authorisedBy: call.session, target: 'tel:4711' }).told).toEqual(['rejected 416']);
    expect(asked({ authorisedBy: fakeCall('early', { state: 'ringing' }).session }).told).toEqual(['rejected 603']);
    live = [call];
    expect(asked({ authorisedBy: call.session }).told).toEqual([]);
    expect(asked({ authorisedBy: call.session }).told).toEqual(['rejected 491']);
  });

  it('does not go where there are more calls than the phone can take', () => {
    const [call] = [fakeCall('a'), fakeCall('b'), fakeCall('c')];
    expect(asked({ authorisedBy: call?.session }).told).toEqual(['rejected 486']);
  });
});
