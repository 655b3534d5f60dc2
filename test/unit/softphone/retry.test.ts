/** Another attempt with a change, for this call only: whole phones in virtual time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, Call, DialChange } from '../../../src-shared/model.ts';
import { ALICE, BOB, accountOf, createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

async function phones(alice: Partial<Account>, bob: Partial<Account> = {}): Promise<{ alice: Phone; bob: Phone }> {
  const [one, other] = [await office.phone(ALICE), await office.phone(BOB)];
  await one.handlers['account.save']({ account: accountOf({ user: 'alice', domain: BOB, register: false, ...alice }) });
  await other.handlers['account.save']({ account: accountOf({ user: 'bob', domain: ALICE, register: false, autoAnswer: 'always', ...bob }) });
  return { alice: one, bob: other };
}

async function dial({ handlers, calls }: Phone, retry?: { callId: string; change: DialChange }): Promise<Call> {
  const { id } = await handlers['call.dial']({ target: `sip:bob@${BOB}`, ...(retry && { retry }) });
  await office.clock.advance(3000);
  return calls().find((call) => call.id === id) as Call;
}

/** How the first attempt, the changed one and one more without change end, and what the last two INVITEs were. */
async function attempts(alice: Phone, change: DialChange): Promise<{ first: Call; second: Call; third: Call }> {
  const first = await dial(alice);
  const second = await dial(alice, { callId: first.id, change });
  await alice.handlers['call.hangup']({ id: second.id });
  await office.clock.advance(1000);
  return { first, second, third: await dial(alice) };
}

function inviteOf({ phone }: Phone, id: string): { raw: string; transport: string } {
  const found = phone.traceOf(id).messages.find(({ start }) => start.startsWith('INVITE '));
  if (!found) throw new Error('no INVITE');
  return found;
}

describe('what failed works with the change, and the next call is as ever', () => {
  it('PCMA only, with a phone that has nothing else', async () => {
    const { alice } = await phones({ codecs: ['PCMU'] }, { codecs: ['PCMA'] });
    const { first, second, third } = await attempts(alice, { codecs: ['PCMA'] });
    expect([first.status, second.status, third.status]).toEqual([488, 200, 488]);
    expect(second.codec).toBe('PCMA');
    expect(second.retry).toEqual({ callId: first.id, change: { codecs: ['PCMA'] } });
    expect(alice.history().find(({ id }) => id === second.id)?.retry).toEqual(second.retry);
    expect(alice.history().find(({ id }) => id === third.id)?.retry).toBeUndefined();
  });

  it('without encryption, with a phone that has none', async () => {
    const { alice } = await phones({ srtp: 'required' }, { srtp: 'off' });
    const { first, second, third } = await attempts(alice, { srtp: 'off' });
    expect([first.status, second.status, third.status]).toEqual([488, 200, 488]);
  });
});

describe('the INVITE of another attempt', () => {
  it.each<[DialChange, Partial<Account>, RegExp]>([
    [{ sessionTimer: false }, { sessionExpiresS: 1800 }, /^Session-Expires:/im],
    [{ anonymous: false }, { hideNumber: true }, /^From:.*anonymous/im],
  ])('with %j does without that', async (change, account, field) => {
    const { alice } = await phones(account);
    const { first, second } = await attempts(alice, change);
    expect(inviteOf(alice, first.id).raw).toMatch(field);
    expect(inviteOf(alice, second.id).raw).not.toMatch(field);
  });

  it('goes over TCP', async () => {
    const { alice } = await phones({ transport: 'udp' });
    const { first, second } = await attempts(alice, { transport: 'tcp' });
    expect([inviteOf(alice, first.id).transport, inviteOf(alice, second.id).transport]).toEqual(['udp', 'tcp']);
  });

  it('comes from another account', async () => {
    const { alice } = await phones({ id: 'a' });
    await alice.handlers['account.save']({ account: accountOf({ id: 'b', user: 'anna', domain: BOB, register: false }) });
    const { second } = await attempts(alice, { accountId: 'b' });
    expect(second.accountId).toBe('b');
    expect(inviteOf(alice, second.id).raw).toMatch(/^From:.*anna@/im);
  });
});
