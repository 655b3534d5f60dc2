// @vitest-environment happy-dom
/** Another attempt with a change: what is offered, what is asked of the core, and the comparison of both. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import CallAnatomy from '../../src-renderer/components/CallAnatomy.vue';
import DiagnosisCard from '../../src-renderer/components/DiagnosisCard.vue';
import type { DiagnosedCall } from '../../src-renderer/lib/call-diagnosis.ts';
import { retryChoices, retryKind } from '../../src-renderer/lib/retry-choices.ts';
import type { TracedMessage } from '../../src-shared/model.ts';
import { fixture, message, settle } from './fixture.ts';

beforeAll(() => {
  Object.defineProperties(HTMLElement.prototype, { clientHeight: { get: () => 600 }, clientWidth: { get: () => 800 } });
});
afterEach(() => void (document.body.innerHTML = ''));

const call: DiagnosedCall = { id: 'c2', sipCallId: 'x@y', direction: 'out', state: 'ended', endedBy: 'remote', remoteUri: 'sip:b@192.0.2.2', accountId: 'a1' };
const raw = (start: string): string => `${start}\r\nCall-ID: x@y\r\n\r\n`;
const refused: TracedMessage[] = [
  message(1, { method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', start: 'INVITE sip:b@192.0.2.2 SIP/2.0', raw: raw('INVITE sip:b@192.0.2.2 SIP/2.0') }),
  message(2, { direction: 'in', method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', status: 488, start: 'SIP/2.0 488 Not Acceptable Here', raw: raw('SIP/2.0 488 Not Acceptable Here') }),
];

describe('what is offered', () => {
  const context = { transport: 'udp' as const, accountId: 'a1', accounts: [] };
  const kinds = (...given: Parameters<typeof retryChoices>): string[] => retryChoices(...given).map(({ kind }) => kind);
  it('fits the finding', () => {
    expect(kinds('oversized-request', context)).toEqual(['tcp', 'pcma']);
    expect(kinds('srtp-mismatch', context)).toEqual(['plain', 'encrypted']);
    expect(kinds('busy', context)).toEqual([]);
  });
  it('is not what was done already', () => {
    expect(kinds('no-response', { ...context, transport: 'tcp' })).toEqual([]);
    expect(kinds('refused', { ...context, transport: 'tcp' })).toEqual(['udp']);
  });
  it('is each other account that is in use', () => {
    const accounts = [{ id: 'a1', enabled: true, label: 'Own' }, { id: 'a2', enabled: true, label: '' }, { id: 'a3', enabled: false, label: 'Off' }].map((one) => ({ ...one, user: 'bob', domain: 'pbx' }));
    expect(retryChoices('forbidden', { ...context, accounts })).toEqual([{ kind: 'account', change: { accountId: 'a2' }, name: 'bob@pbx' }]);
  });
  it('is known again by its change', () => {
    for (const { kind, change } of [...retryChoices('oversized-request', context), ...retryChoices('session-expired', context)]) expect(retryKind(change)).toBe(kind);
    expect(retryKind({ accountId: 'a2' })).toBe('account');
    expect(retryKind({})).toBeUndefined();
  });
});

it.each([['en', 'With PCMA only'], ['de', 'Nur mit PCMA']] as const)('a button dials again with the change (%s)', async (locale, text) => {
  const { mount, fake } = await fixture('empty', locale);
  const card = mount(DiagnosisCard, { call, messages: refused, media: [] });
  const button = card.get('[data-testid="retry"]');
  expect(button.text()).toBe(text);
  await button.trigger('click');
  expect(fake.called.find(({ method }) => method === 'call.dial')?.params).toEqual({ target: 'sip:b@192.0.2.2', accountId: 'a1', retry: { callId: 'c2', change: { codecs: ['PCMA'] } } });
});

it.each<[string, Partial<DiagnosedCall>]>([['that came', { direction: 'in' }], ['that goes on', { state: 'confirmed' }]])('a call %s is not tried again', async (_, changes) => {
  const { mount } = await fixture();
  const card = mount(DiagnosisCard, { call: { ...call, ...changes }, messages: refused, media: [] });
  expect(card.find('[data-testid="diagnosis"]').exists()).toBe(true);
  expect(card.find('[data-testid="retry"]').exists()).toBe(false);
});

it('the guilty message is marked before anybody asks for it', async () => {
  const { mount } = await fixture();
  const anatomy = mount(CallAnatomy, { call, messages: refused, media: [], name: 'b' });
  await settle(1_000);
  const marks = anatomy.findAll('[data-testid="ladder-guilty"]');
  expect(marks).toHaveLength(1);
  expect(marks[0]?.element.closest('[data-testid="ladder-arrow"]')?.textContent).toContain('488');
});

it('another attempt says what it changed, and shows both side by side', async () => {
  const { mount } = await fixture();
  const anatomy = mount(CallAnatomy, { call: { ...call, retry: { callId: 'c1', change: { codecs: ['PCMA'] } } }, messages: refused, media: [], name: 'b' });
  expect(anatomy.get('[data-testid="retry-strip"]').text()).toContain('Another attempt: With PCMA only');
  expect(anatomy.find('[data-testid="call-diff"]').exists()).toBe(false);
  await anatomy.get('[data-testid="retry-compare"]').trigger('click');
  expect(anatomy.get('[data-testid="call-diff"]').text()).toContain('First attempt');
});
