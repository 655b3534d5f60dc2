// @vitest-environment happy-dom
/** People: lamps, texts, pick-up; and what a call's card says of transfers, callers and other ways. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../src-shared/model.ts';
import AccountForm from '../../src-renderer/components/AccountForm.vue';
import CallCard from '../../src-renderer/components/CallCard.vue';
import DialBar from '../../src-renderer/components/DialBar.vue';
import IncomingCard from '../../src-renderer/components/IncomingCard.vue';
import { newAccount } from '../../src-renderer/lib/account-form.ts';
import { contactStateKey, contactTone } from '../../src-renderer/lib/contact-form.ts';
import { printableLines } from '../../src-renderer/lib/party.ts';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useChat } from '../../src-renderer/stores/chat.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import PeopleView from '../../src-renderer/views/PeopleView.vue';
import { fixture, HOSTILE, settle } from './fixture.ts';

beforeAll(() => {
  HTMLElement.prototype.scrollTo = () => {};
});

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const asked = (fake: { called: { method: string; params: unknown }[] }, method: string): unknown[] => fake.called.filter((call) => call.method === method).map((call) => call.params);

describe('people', () => {
  it('show whose line is free, and who can be picked up', async () => {
    const { fake, mount } = await fixture('full');
    const view = mount(PeopleView);
    const rows = view.findAll('[data-testid="contact-row"]');
    expect(rows.length).toBeGreaterThan(2);
    const ringing = rows.find((row) => row.attributes('data-line') === 'ringing');
    expect(ringing?.text()).toContain('rings');
    await ringing?.get('[data-testid="pick-up"]').trigger('click');
    await settle();
    expect(asked(fake, 'call.pickUp')).toHaveLength(1);
    expect(useUi().view).toBe('phone');
  });

  it('are added with what is to be watched', async () => {
    const { fake, mount } = await fixture();
    const view = mount(PeopleView);
    await view.get('[data-testid="contact-add"]').trigger('click');
    await view.get('[data-testid="contact-save"]').trigger('submit');
    expect(view.text()).toContain('Enter an address or a number.');
    await view.get('[data-testid="contact-name"]').setValue('Bob');
    await view.get('[data-testid="contact-uri"]').setValue(' <sip:bob@example.org> ');
    await view.get('[data-testid="watch-presence"]').trigger('click');
    await view.get('[data-testid="contact-save"]').trigger('submit');
    await settle();
    expect(asked(fake, 'contact.save')).toEqual([{ id: expect.any(String), name: 'Bob', uri: 'sip:bob@example.org', watch: ['dialog'] }]);
    expect(view.get('[data-testid="contact-row"]').text()).toContain('free');
  });

  it('are written to, and one sees whether it arrived', async () => {
    const { fake, mount } = await fixture('full');
    const view = mount(PeopleView);
    await view.get('[data-testid="contact-row"] .open').trigger('click');
    await settle();
    await view.get('[data-testid="chat-text"]').setValue('  Lunch\nat one?  ');
    await view.get('[data-testid="chat-text"]').trigger('keydown', { key: 'Enter' });
    await settle(50);
    expect(asked(fake, 'chat.send')).toMatchObject([{ text: 'Lunch\nat one?' }]);
    const bubbles = (): string[] => view.findAll('[data-testid="chat-message"]').map((one) => one.attributes('data-state') ?? '');
    expect(bubbles().at(-1)).toBe('sending');
    await settle(300);
    expect(bubbles().at(-1)).toBe('delivered');
  });

  it('keep what could not be written', async () => {
    const { mount } = await fixture('full');
    const view = mount(PeopleView);
    await useChat().open('sip:nobody@example.org');
    await settle();
    await view.get('[data-testid="chat-text"]').setValue('Hello');
    await view.get('[data-testid="chat-send"]').trigger('submit');
    await settle(400);
    const failed = view.get('[data-state="failed"]');
    expect(failed.text()).toContain('Hello');
    expect(failed.text()).toContain('Send again');
  });

  it('count as unread until they are looked at', async () => {
    const { fake, mount } = await fixture();
    useUi().view = 'phone';
    const view = mount(PeopleView);
    fake.people.receive({ peer: 'sip:dan@example.org', text: HOSTILE });
    await settle();
    expect(useChat().unread).toBe(1);
    expect(view.html()).not.toContain('<img');
    useUi().view = 'people';
    await view.get('[data-testid="conversation-row"]').trigger('click');
    await settle();
    expect(useChat().unread).toBe(0);
    expect(asked(fake, 'chat.read')).toEqual([{ peer: 'sip:dan@example.org' }]);
    expect(view.get('.text').text()).not.toContain('\u202e');
  });

  it.each([
    [undefined, '', 'people.notTold'],
    [{ line: 'ringing' as const, presence: 'available' as const }, 'warn', 'people.line.ringing'],
    [{ line: 'busy' as const }, 'stop', 'people.line.busy'],
    [{ line: 'idle' as const, presence: 'away' as const }, 'warn', 'people.presence.away'],
    [{ line: 'idle' as const }, 'go', 'people.line.idle'],
    [{ line: 'idle' as const, presence: 'offline' as const }, '', 'people.presence.offline'],
  ])('%j is shown %s, as %s', (state, tone, key) => {
    const whole = state && { contactId: 'c', canPickUp: false, ...state };
    expect([contactTone(whole), contactStateKey(whole)]).toEqual([tone, key]);
  });

  it('may write emoji and lines, but not turn a line around', () => {
    expect(printableLines('a\r\n👩‍💻\tb\u202ec\u0007')).toBe('a\n👩‍💻\tb\ufffdc\ufffd');
  });
});

describe('the mailbox', () => {
  it('is called from its badge', async () => {
    const { fake, mount } = await fixture('full');
    const bar = mount(DialBar);
    expect(bar.get('[data-testid="mailbox"]').attributes('aria-label')).toBe('2 new voice messages. Call the mailbox');
    await bar.get('[data-testid="mailbox"]').trigger('click');
    await settle();
    expect(asked(fake, 'call.dial')).toEqual([{ target: 'sip:*97@pbx.example.org', accountId: 'a1' }]);
  });
});

const talking: Call = {
  id: 'c9', direction: 'in', state: 'confirmed', sipCallId: 's9', remoteUri: 'sip:bob@example.org', remoteName: 'Bob', startedAtMs: 1, answeredAtMs: 2,
  heldByUs: false, heldByPeer: false, muted: false, digitsReceived: '', declinedMedia: [], secure: true,
};

describe("a call's card", () => {
  it('transfers blind, and to another call', async () => {
    const { fake, mount } = await fixture();
    const calls = useCalls();
    calls.changed({ ...talking });
    calls.changed({ ...talking, id: 'c10', remoteUri: 'sip:carol@example.net', remoteName: 'Carol' });
    const card = mount(CallCard, { call: talking, selected: true });
    await card.get('[data-testid="transfer"]').trigger('click');
    await card.get('[data-testid="transfer-target"]').setValue('1002');
    await card.get('[data-testid="transfer-panel"]').trigger('submit');
    expect(asked(fake, 'call.transfer')).toEqual([{ id: 'c9', target: '1002' }]);
    expect(card.find('[data-testid="transfer-panel"]').exists()).toBe(false);
    await card.get('[data-testid="transfer"]').trigger('click');
    await card.get('[data-testid="transfer-join"]').trigger('click');
    expect(asked(fake, 'call.transferTo')).toEqual([{ id: 'c9', otherId: 'c10' }]);
  });

  it.each<[NonNullable<Call['transfer']>, string]>([
    [{ role: 'transferor', target: 'sip:1002@example.org', attended: false, state: 'ringing', status: 180 }, 'Transfer to 1002@example.org: rings there'],
    [{ role: 'transferor', target: 'sip:1002@example.org', attended: true, state: 'failed', status: 486, reason: 'Busy Here' }, 'Joining with 1002@example.org: 486'],
    [{ role: 'transferee', target: 'sip:1002@example.org', attended: false, state: 'done' }, 'Sent on to 1002@example.org: done'],
    [{ role: 'target', target: 'sip:1002@example.org', attended: true, state: 'done' }, 'Brought here by 1002@example.org'],
  ])('tells how %j stands', async (transfer, text) => {
    const { mount } = await fixture();
    expect(mount(CallCard, { call: { ...talking, transfer }, selected: true }).get('[data-testid="transfer-state"]').text()).toContain(text);
  });

  it('offers the other ways that a 300 names', async () => {
    const { fake, mount } = await fixture();
    const call: Call = { ...talking, state: 'ended', direction: 'out', endedBy: 'remote', status: 300, alternatives: [{ uri: 'sip:bob@home.example.org', name: 'Home' }] };
    const card = mount(CallCard, { call, selected: true });
    await card.get('[data-testid="alternatives"] button').trigger('click');
    expect(asked(fake, 'call.dial')).toEqual([{ target: 'sip:bob@home.example.org' }]);
  });

  it('calls the same person over the proxy that a 305 names, when it is pressed', async () => {
    const { fake, mount } = await fixture();
    const call: Call = { ...talking, state: 'ended', direction: 'out', endedBy: 'remote', status: 305, alternatives: [{ uri: 'sip:p@192.0.2.9;lr', name: '' }] };
    await mount(CallCard, { call, selected: true }).get('[data-testid="alternatives"] button').trigger('click');
    expect(asked(fake, 'call.dial')).toEqual([{ target: call.remoteUri, via: 'sip:p@192.0.2.9;lr' }]);
  });

  it('says what ended it, in words of the network', async () => {
    const { mount } = await fixture();
    const call: Call = { ...talking, state: 'ended', endedBy: 'remote', status: 200, cause: { protocol: 'Q.850', cause: 17, text: 'x' } };
    expect(mount(CallCard, { call, selected: true }).text()).toMatch(/Q\.850 17: .*busy/i);
  });
});

describe('an incoming call', () => {
  it('tells who sent it on, and who vouches for the number', async () => {
    const { mount } = await fixture();
    const caller: NonNullable<Call['caller']> = {
      anonymous: true, assertedUri: 'sip:+4930123@example.org', assertedName: HOSTILE,
      divertedBy: [{ uri: 'sip:carol@example.net', name: 'Carol', reason: 'user-busy' }], wantsAutoAnswer: true, features: [],
    };
    const card = mount(IncomingCard, { call: { ...talking, state: 'ringing', caller } });
    const text = card.get('[data-testid="call-origin"]').text();
    expect(text).toContain('The caller hides the number');
    expect(text).toMatch(/Sent on by Carol \(.*busy/i);
    expect(text).toContain('answered at once');
    expect(card.html()).not.toContain('<img');
  });
});

describe('the account form', () => {
  it('saves options and rules', async () => {
    const { fake, mount } = await fixture();
    const form = mount(AccountForm, { account: { ...newAccount(), user: 'alice', domain: 'example.org' }, isNew: true });
    await form.get('[data-testid="account-more"]').trigger('click');
    await form.get('[data-testid="account-transport"]').setValue('tls');
    await form.get('[data-testid="account-auto-answer"]').setValue('header');
    await form.get('[data-testid="account-hide-number"]').trigger('click');
    await form.get('[data-testid="account-silence-suppression"]').trigger('click');
    await form.get('[data-testid="account-country"]').setValue('49');
    await form.get('[data-testid="rule-new"]').trigger('click');
    await form.get('[data-testid="rule-match"]').setValue('0');
    await form.get('[data-testid="rule-strip"]').setValue('1');
    await form.get('[data-testid="rule-add"]').setValue('+49');
    await form.trigger('submit');
    await settle();
    expect(asked(fake, 'account.save')).toMatchObject([{ account: {
      transport: 'tls', autoAnswer: 'header', hideNumber: true, silenceSuppression: true, mailbox: true,
      dialPlan: { countryCode: '49', rules: [{ match: '0', strip: 1, add: '+49' }] },
    } }]);
  });

  it('refuses a STUN server that is none, and shows where', async () => {
    const { fake, mount } = await fixture();
    const form = mount(AccountForm, { account: { ...newAccount(), user: 'alice', domain: 'example.org', stunServer: 'not a host' }, isNew: true });
    await form.trigger('submit');
    expect(form.text()).toContain('Enter a host name or an address, with a port where needed.');
    expect(asked(fake, 'account.save')).toEqual([]);
  });
});
