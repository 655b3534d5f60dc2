// @vitest-environment happy-dom
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { CallRecord } from '../../src-shared/model.ts';
import AccountForm from '../../src-renderer/components/AccountForm.vue';
import CallCard from '../../src-renderer/components/CallCard.vue';
import DialBar from '../../src-renderer/components/DialBar.vue';
import HistoryRow from '../../src-renderer/components/HistoryRow.vue';
import IncomingCard from '../../src-renderer/components/IncomingCard.vue';
import CallAnatomy from '../../src-renderer/components/CallAnatomy.vue';
import LadderPane from '../../src-renderer/components/LadderPane.vue';
import MessageInspector from '../../src-renderer/components/MessageInspector.vue';
import NoticeStack from '../../src-renderer/components/NoticeStack.vue';
import { newAccount } from '../../src-renderer/lib/account-form.ts';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import { fixture, HOSTILE, message, settle } from './fixture.ts';

/** happy-dom lays nothing out: without a height a virtual list shows nothing. */
beforeAll(() => {
  Object.defineProperties(HTMLElement.prototype, { clientHeight: { get: () => 600 }, clientWidth: { get: () => 800 } });
});

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const asked = (fake: { called: { method: string; params: unknown }[] }, method: string): unknown[] => fake.called.filter((call) => call.method === method).map((call) => call.params);

describe('the dial field', () => {
  it('dials on Enter, with subject and priority, and is empty again', async () => {
    const { fake, mount } = await fixture();
    const bar = mount(DialBar);
    await bar.get('[aria-expanded="false"].disclose').trigger('click');
    await bar.get('[data-testid="dial-subject"]').setValue('Lunch');
    await bar.get('[data-testid="dial-priority"]').setValue('urgent');
    const input = bar.get<HTMLInputElement>('[data-testid="dial-input"]');
    await input.setValue(' <sip:bob@example.org> ');
    await input.trigger('keydown', { key: 'Enter' });
    await settle();
    expect(asked(fake, 'call.dial')).toEqual([{ target: 'sip:bob@example.org', subject: 'Lunch', priority: 'urgent' }]);
    expect(input.element.value).toBe('');
  });

  it('keeps what was typed when the call is refused', async () => {
    const { mount } = await fixture();
    const bar = mount(DialBar);
    const input = bar.get<HTMLInputElement>('[data-testid="dial-input"]');
    await input.setValue('bob jones');
    await input.trigger('keydown', { key: 'Enter' });
    await settle();
    expect(input.element.value).toBe('bob jones');
  });

  it('offers people called before and dials the chosen one', async () => {
    const { fake, mount } = await fixture('full');
    const bar = mount(DialBar);
    const input = bar.get('[data-testid="dial-input"]');
    await input.setValue('caro');
    expect(bar.findAll('[data-testid="dial-match"]').map((match) => match.text())).toEqual(['Carol Pérezcarol@example.net']);
    await input.trigger('keydown', { key: 'ArrowDown' });
    await input.trigger('keydown', { key: 'Enter' });
    await settle();
    expect(asked(fake, 'call.dial')).toEqual([{ target: 'carol@example.net', accountId: 'a1' }]);
  });

  it('says in words how the account stands', async () => {
    const { mount } = await fixture('full', 'de');
    const bar = mount(DialBar);
    expect(bar.text()).toContain('registriert, noch 287 s');
    await bar.get('[data-testid="dial-account"]').setValue('a2');
    expect(bar.text()).toContain('403 Verboten. Passwort oder Benutzer falsch?');
  });
});

describe('the card of a call', () => {
  it('ticks, mutes, holds, sends keys and hangs up', async () => {
    const { fake, mount } = await fixture();
    const calls = useCalls();
    void calls.dial({ target: 'bob@example.org' });
    await settle(2_100);
    const call = calls.list[0];
    if (!call) throw new Error('no call');
    const card = mount(CallCard, { call, selected: true });
    await settle(5_000);
    expect(card.get('time').text()).toMatch(/^00:0[45]$/);
    for (const control of ['mute', 'hold', 'keypad']) await card.get(`[data-testid="${control}"]`).trigger('click');
    await card.get('[data-testid="key-5"]').trigger('click');
    await card.get('[data-testid="hangup"]').trigger('click');
    await settle();
    expect(asked(fake, 'call.mute')).toEqual([{ id: call.id, muted: true }]);
    expect(asked(fake, 'call.hold')).toEqual([{ id: call.id }]);
    expect(asked(fake, 'call.dtmf')).toEqual([{ id: call.id, digits: '5' }]);
    expect(asked(fake, 'call.hangup')).toEqual([{ id: call.id }]);
  });

  it('says why a call came to nothing', async () => {
    const { mount } = await fixture();
    const calls = useCalls();
    void calls.dial({ target: 'busy@example.org' });
    await settle(5_000);
    const card = mount(CallCard, { call: calls.list[0], selected: true });
    expect(card.get('[data-testid="call-state"]').text()).toBe('486 Busy');
    expect(card.find('[data-testid="hangup"]').exists()).toBe(false);
    expect(card.find('[data-testid="call-again"]').exists()).toBe(true);
  });
});

describe('what the other side said', () => {
  it.each([['remote', true], ['error', false]] as const)('is told of a call ended by %s: %s', async (endedBy, told) => {
    const { fake, mount } = await fixture();
    const call = { ...fake.incoming({}), direction: 'out', state: 'ended', status: 503, reason: 'Full', endedBy };
    expect(mount(CallCard, { call, selected: false }).text().includes('The other side says: 503 Full')).toBe(told);
  });
});

describe('the end of a call', () => {
  it.each([
    [{ endedBy: 'local', answeredAtMs: 1 }, 'Ended'],
    [{ endedBy: 'local', status: 487 }, 'Cancelled'],
    [{ endedBy: 'local', status: 603, direction: 'in' }, 'Turned away by you'],
    [{ endedBy: 'remote', answeredAtMs: 1, status: 200 }, 'Ended by the other side'],
    [{ endedBy: 'remote', direction: 'in' }, 'The caller gave up'],
    [{ endedBy: 'remote', status: 499 }, '499 Refused'],
    [{ endedBy: 'timeout' }, 'No answer in time'],
    [{ endedBy: 'interrupted' }, 'Cut off'],
    [{ endedBy: 'error', status: 486, error: { code: 'busy', message: 'The person called is busy.' } }, 'The person called is busy.'],
  ] as const)('%j reads: %s', async (end, words) => {
    const { fake, mount } = await fixture();
    const call = { ...fake.incoming({}), direction: 'out', ...end, state: 'ended' };
    expect(mount(CallCard, { call, selected: false }).get('[data-testid="call-state"]').text()).toContain(words);
  });
});

describe('an incoming call', () => {
  it('says who, for whom, about what, and how urgent', async () => {
    const { fake, mount } = await fixture('full');
    const card = mount(IncomingCard, { call: fake.incoming({ accountId: 'a1', subject: 'Fire', priority: 'Emergency' }) });
    expect(card.classes()).toContain('urgent');
    for (const text of ['Emergency', 'Carol Pérez', 'carol@example.net', 'Office', 'Fire']) expect(card.text()).toContain(text);
  });

  it.each([['decline', 603], ['busy', 486]])('%s answers %i', async (button, status) => {
    const { fake, mount } = await fixture();
    const call = fake.incoming({});
    await mount(IncomingCard, { call }).get(`[data-testid="${button}"]`).trigger('click');
    await settle();
    expect(asked(fake, 'call.decline')).toEqual([{ id: call.id, status }]);
  });

  it('is diverted to what is typed', async () => {
    const { fake, mount } = await fixture();
    const call = fake.incoming({});
    const card = mount(IncomingCard, { call });
    await card.get('[data-testid="divert"]').trigger('click');
    await card.get('[data-testid="divert-target"]').setValue('sip:dave@example.org');
    await card.get('form').trigger('submit');
    await settle();
    expect(asked(fake, 'call.divert')).toEqual([{ id: call.id, target: 'sip:dave@example.org' }]);
  });
});

describe('a row of the history', () => {
  const record: CallRecord = { id: 'c1', direction: 'out', sipCallId: 'x', remoteUri: 'sip:bob@example.org', remoteName: '', startedAtMs: 1, outcome: 'interrupted', messageCount: 1 };

  it('gives no status that nobody sent', async () => {
    const { mount } = await fixture();
    const failed = { ...record, outcome: 'failed', status: 503 } as const;
    expect(mount(HistoryRow, { record: { ...failed, endedBy: 'remote' } }).text()).toContain('503');
    expect(mount(HistoryRow, { record: { ...failed, endedBy: 'error' } }).get('.what').text()).toBe('Failed');
  });

  it('does not call a call interrupted that is going on', async () => {
    const { fake, mount } = await fixture();
    expect(mount(HistoryRow, { record }).text()).toContain('Interrupted');
    const { id } = fake.incoming({});
    await settle();
    const row = mount(HistoryRow, { record: { ...record, id } });
    expect(row.text()).toContain('Going on');
    expect(row.text()).not.toContain('Interrupted');
  });
});

describe('the ladder', () => {
  const pane = { media: [], name: 'x', selected: '' };

  it('draws arrows with their seq and label, retransmissions counted and unfolded', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: [message(1), message(2, { retransmissionOf: 1 })] });
    await settle();
    const arrows = () => ladder.findAll('[data-testid="ladder-arrow"]');
    expect(arrows().map((arrow) => arrow.attributes('data-seq'))).toEqual(['1']);
    expect(arrows()[0]?.text()).toContain('×2');
    await ladder.get('[data-testid="ladder-group"]').trigger('click');
    await settle();
    expect(arrows().map((arrow) => arrow.attributes('data-seq'))).toEqual(['1', '2']);
    expect(arrows()[1]?.find('.repeated').exists()).toBe(true);
  });

  it('walks with the arrow keys', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: [1, 2, 3].map((seq) => message(seq)) });
    const list = ladder.get('[role="listbox"]');
    for (const [key, selected] of [['ArrowDown', 'm1'], ['ArrowDown', 'm2'], ['End', 'm3'], ['ArrowUp', 'm2'], ['Home', 'm1']]) {
      await list.trigger('keydown', { key });
      expect(ladder.emitted('update:selected')?.at(-1)).toEqual([selected]);
      await ladder.setProps({ selected });
    }
    expect(list.attributes('aria-activedescendant')).toMatch(/-0$/);
  });

  it('keeps few rows in the page, however long it is', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: Array.from({ length: 5_000 }, (_, i) => message(i + 1)) });
    await settle();
    const shown = ladder.findAll('[role="option"]').length;
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(100);
  });

  it('shows times since the start or since the previous message', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: [message(1), message(2), message(3)] });
    const last = (): string => ladder.findAll('.time').at(-1)?.text() ?? '';
    expect(last()).toBe('0.020');
    await ladder.get('[data-testid="ladder-time"]').trigger('click');
    expect(last()).toBe('+0.010');
    await ladder.get('[role="listbox"]').trigger('keydown', { key: 't' });
    expect(last()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
  });

  it('filters, and says so when nothing is left', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: [message(1)] });
    await ladder.get('[data-testid="ladder-filter"]').setValue('nothing like it');
    await settle();
    expect(ladder.text()).toContain('No message fits');
  });

  it('leads from problem to problem, marks two messages to compare, lights up what belongs together', async () => {
    const { mount } = await fixture();
    const answer = { direction: 'in', method: 'OPTIONS', cseq: 1, branch: 'z9hG4bK1', status: 503, start: 'SIP/2.0 503 Service Unavailable' } as const;
    const messages = [message(1), message(2), message(3, answer), message(4)];
    const ladder = mount(LadderPane, { ...pane, messages });
    const list = ladder.get('[role="listbox"]');
    const press = async (key: string): Promise<void> => {
      await list.trigger('keydown', { key });
      await ladder.setProps({ selected: ladder.emitted<string[]>('update:selected')?.at(-1)?.[0] ?? '' });
    };
    await press('n');
    expect(ladder.emitted('update:selected')?.at(-1)).toEqual(['m3']);
    expect(ladder.findAll('.lit').map((row) => row.find('[data-seq]').attributes('data-seq'))).toEqual(['1', '3']);
    await press('d');
    await press('Home');
    await press('d');
    expect(ladder.emitted('compare')).toEqual([[[messages[2], messages[0]]]]);
  });

  it('grows and shrinks', async () => {
    const { mount } = await fixture();
    const ladder = mount(LadderPane, { ...pane, messages: [message(1)] });
    const list = ladder.get('[role="listbox"]');
    const height = (): number => Number.parseFloat((ladder.get('[role="option"]').element as HTMLElement).style.height);
    const usual = height();
    await list.trigger('keydown', { key: '+', ctrlKey: true });
    expect(height()).toBeGreaterThan(usual);
    await list.trigger('keydown', { key: '0', ctrlKey: true });
    expect(height()).toBe(usual);
  });
});

describe('the right side of a call', () => {
  it('draws messages as they come', async () => {
    const { mount } = await fixture();
    const anatomy = mount(CallAnatomy, { messages: [], media: [], name: 'x' });
    const arrows = (): number => anatomy.findAll('[data-testid="ladder-arrow"]').length;
    await anatomy.setProps({ messages: [message(1)] });
    await settle();
    expect(arrows()).toBe(1);
    await anatomy.setProps({ messages: [message(1), message(2)] });
    await settle(1_000);
    expect(arrows()).toBe(2);
  });

  it('draws the calls that belong to this one when wanted, and says by which rule', async () => {
    const { mount } = await fixture();
    const invite = (seq: number, callId: string, header: string) => {
      const start = 'INVITE sip:b@192.0.2.2 SIP/2.0';
      const raw = [start, 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1', 'From: <sip:a@x>;tag=1', 'To: <sip:b@x>', `Call-ID: ${callId}`, 'CSeq: 1 INVITE', header, 'Content-Length: 0', '', ''].join('\r\n');
      return message(seq, { method: 'INVITE', start, callId, branch: `z9hG4bK${seq}`, raw });
    };
    const messages = [invite(1, 'one', 'Max-Forwards: 70'), invite(2, 'two', 'X-CID: one'), invite(3, 'other', 'Max-Forwards: 70')];
    const anatomy = mount(CallAnatomy, { messages, media: [], name: 'x' });
    const seqs = () => anatomy.findAll('[data-testid="ladder-arrow"]').map((arrow) => arrow.attributes('data-seq'));
    expect(seqs()).toEqual(['1', '2', '3']);
    await anatomy.get('[data-testid="ladder-related"]').trigger('click');
    await settle(1_000);
    expect(seqs()).toEqual(['1', '2']);
    expect(anatomy.get('[data-testid="ladder-links"]').text()).toContain('X- header');
    await anatomy.get('[data-testid="ladder-related"]').trigger('click');
    await settle(1_000);
    expect(seqs()).toEqual(['1', '2', '3']);
  });
});

describe('text from the network', () => {
  it('stays text in the ladder and the inspector', async () => {
    const { mount } = await fixture();
    const hostile = message(1, { start: `INVITE ${HOSTILE}`, raw: `INVITE ${HOSTILE}\r\nSubject: ${HOSTILE}\r\n${HOSTILE}\r\n\r\nm=${HOSTILE}`, hasSdp: true, note: HOSTILE, remote: HOSTILE });
    const ladder = mount(LadderPane, { messages: [hostile], media: [], name: HOSTILE, selected: '' });
    await settle();
    expect(ladder.find('img').exists()).toBe(false);
    const row = (ladder.emitted('rows')?.at(-1)?.[0] as unknown[])[0];
    const inspector = mount(MessageInspector, { row });
    for (const tab of inspector.findAll('[role="tab"]')) {
      await tab.trigger('mousedown', { button: 0 });
      await nextTick();
      expect(inspector.text()).toContain('<img src=x');
      expect(inspector.find('img').exists()).toBe(false);
    }
  });

  it('stays text in the lists and cards', async () => {
    const { fake, mount } = await fixture();
    const record: CallRecord = { id: 'x', direction: 'in', sipCallId: 'x', remoteUri: HOSTILE, remoteName: HOSTILE, subject: HOSTILE, startedAtMs: 1, outcome: 'failed', status: 499, reason: HOSTILE, messageCount: 1 };
    const row = mount(HistoryRow, { record });
    const card = mount(IncomingCard, { call: fake.incoming({ remoteName: HOSTILE, remoteUri: HOSTILE, subject: HOSTILE, calledUri: HOSTILE }) });
    for (const wrapper of [row, card]) {
      expect(wrapper.find('img').exists()).toBe(false);
      expect(wrapper.text()).toContain('<img src=x');
      expect(wrapper.find('.wire[title]').exists()).toBe(true);
    }
    expect(row.text()).toContain('499 Refused');
  });
});

describe('the account form', () => {
  it('says what is missing, once one tries to save', async () => {
    const { fake, mount } = await fixture();
    const form = mount(AccountForm, { account: newAccount(), isNew: true });
    expect(form.findAll('[role="alert"]')).toHaveLength(0);
    await form.trigger('submit');
    expect(form.findAll('[role="alert"]').map((fault) => fault.text())).toEqual(['Enter the user.', 'Enter the domain.']);
    expect(form.get('[data-testid="account-user"]').attributes('aria-invalid')).toBe('true');
    expect(asked(fake, 'account.save')).toEqual([]);
  });

  it('tests with the typed password and shows what the registrar said', async () => {
    const { mount } = await fixture();
    const form = mount(AccountForm, { account: newAccount(), isNew: true });
    await form.get('[data-testid="account-user"]').setValue('sip:1001@pbx.example.org');
    await form.get('[data-testid="account-password"]').setValue('wrong');
    await form.get('[data-testid="account-test"]').trigger('click');
    await settle();
    expect(form.get('[data-testid="account-test-result"]').text()).toContain('403');
    await form.get('[data-testid="account-password"]').setValue('right');
    await form.get('[data-testid="account-test"]').trigger('click');
    await settle();
    expect(form.get('[data-testid="account-test-result"]').text()).toContain('It works');
  });

  it('leaves a stored password alone that nobody touched', async () => {
    const { fake, mount } = await fixture('full');
    const account = { ...newAccount(), id: 'a1', user: '1001', domain: 'pbx.example.org' };
    const form = mount(AccountForm, { account, isNew: false });
    await form.trigger('submit');
    await settle();
    expect(asked(fake, 'account.save')).toEqual([{ account }]);
    expect(form.emitted('done')).toHaveLength(1);
  });
});

describe('the notices', () => {
  it('translate by code, fall back to the core’s sentence, and let information go', async () => {
    const { mount } = await fixture('empty', 'de');
    const stack = mount(NoticeStack);
    const ui = useUi();
    ui.tell({ code: 'port-in-use', message: 'English', params: { transport: 'UDP', port: 5060 } });
    ui.tell({ code: 'brand-new', message: 'A new fault.' });
    ui.inform('copied');
    await nextTick();
    expect(stack.text()).toContain('UDP-Port 5060 benutzt schon ein anderes Programm');
    expect(stack.text()).toContain('A new fault.');
    await settle(7_000);
    expect(stack.findAll('li')).toHaveLength(2);
  });
});
