// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reactive } from 'vue';
import AccountOptions from '../../src-renderer/components/AccountOptions.vue';
import CallCard from '../../src-renderer/components/CallCard.vue';
import HistoryRow from '../../src-renderer/components/HistoryRow.vue';
import InspectorStream from '../../src-renderer/components/InspectorStream.vue';
import { newAccount } from '../../src-renderer/lib/account-form.ts';
import type { Call, CallRecord, Encryption, MediaSpan } from '../../src-shared/model.ts';
import { fixture } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const SUITE = 'AES_CM_128_HMAC_SHA1_80';
const STATES: [string, Encryption | undefined, string][] = [
  ['plain', undefined, 'not encrypted'],
  ['keysOpen', { suite: SUITE, keysByTls: false }, 'encrypted, keys sent openly'],
  ['keysByTls', { suite: SUITE, keysByTls: true }, 'encrypted'],
];

const call: Call = {
  id: 'c', direction: 'out', state: 'confirmed', sipCallId: 'x@y', remoteUri: 'sip:bob@example.org', remoteName: '', startedAtMs: 0, answeredAtMs: 0,
  heldByUs: false, heldByPeer: false, muted: false, digitsReceived: '', declinedMedia: [], secure: false, codec: 'PCMA',
};
const record: CallRecord = {
  id: 'c', direction: 'out', sipCallId: 'x@y', remoteUri: 'sip:bob@example.org', remoteName: '', startedAtMs: 0, answeredAtMs: 0, endedAtMs: 1000,
  outcome: 'answered', messageCount: 0,
};
const span: MediaSpan = { callId: 'x@y', local: '192.0.2.1:1', remote: '192.0.2.2:2', codec: 'PCMA', startedAtMs: 0, early: false };

describe('how the sound is encrypted', () => {
  it.each(STATES)('%s: in words on the card', async (state, encryption, words) => {
    const { mount } = await fixture();
    const mark = mount(CallCard, { call: { ...call, encryption }, selected: true }).get('[data-testid="encryption"]');
    expect([mark.attributes('data-state'), mark.text()]).toEqual([state, words]);
    expect(mark.attributes('title')).toContain(encryption ? SUITE : 'can listen');
  });

  it.each(STATES)('%s: as a picture with a name in the history', async (state, encryption, words) => {
    const { mount } = await fixture();
    const mark = mount(HistoryRow, { record: { ...record, encryption } }).get('[data-testid="encryption"]');
    expect([mark.attributes('data-state'), mark.attributes('role'), mark.attributes('aria-label')]).toEqual([state, 'img', words]);
  });

  it('is not told of calls that had no sound', async () => {
    const { mount } = await fixture();
    expect(mount(HistoryRow, { record: { ...record, answeredAtMs: undefined } }).find('[data-testid="encryption"]').exists()).toBe(false);
  });

  it('stands among the figures of a stream, with what was dropped', async () => {
    const { mount } = await fixture();
    const stats = { codec: 'PCMA', sent: 1, received: 1, lost: 0, jitterMs: 0, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0, unauthentic: 7, replayed: 3 };
    const text = mount(InspectorStream, { span: { ...span, encryption: { suite: SUITE, keysByTls: true }, stats } }).text();
    expect(text).toContain(`encrypted (${SUITE})`);
    expect(text).toMatch(/Packets not authentic\s*7/);
    expect(text).toMatch(/replay\)\s*3/);
    expect(mount(InspectorStream, { span }).text()).toContain('not encrypted');
  });
});

it.each(['en', 'de'] as const)('the account says what each choice means, and where the keys go (%s)', async (locale) => {
  const { mount } = await fixture('empty', locale);
  const draft = reactive(newAccount());
  const options = mount(AccountOptions, { modelValue: draft, faultText: () => undefined });
  const choice = options.get('[data-testid="account-srtp"]');
  expect(choice.findAll('option').map((option) => option.attributes('value'))).toEqual(['off', 'optional', 'required']);
  const hint = (): string => document.getElementById(choice.attributes('aria-describedby') ?? '')?.textContent ?? '';
  expect(hint()).toContain('RTP');
  for (const mode of ['optional', 'required']) {
    await choice.setValue(mode);
    expect(draft.srtp).toBe(mode);
    expect(hint()).toMatch(/SDES.*TLS/);
  }
});
