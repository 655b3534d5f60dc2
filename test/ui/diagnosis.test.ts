// @vitest-environment happy-dom
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TracedMessage } from '../../src-shared/model.ts';
import CallAnatomy from '../../src-renderer/components/CallAnatomy.vue';
import DiagnosisCard from '../../src-renderer/components/DiagnosisCard.vue';
import type { DiagnosedCall } from '../../src-renderer/lib/call-diagnosis.ts';
import { callDiagnosis } from '../../src-renderer/lib/call-diagnosis.ts';
import { fixture, HOSTILE, message, settle } from './fixture.ts';

/** happy-dom lays nothing out: without a height a virtual list shows nothing. */
beforeAll(() => {
  Object.defineProperties(HTMLElement.prototype, { clientHeight: { get: () => 600 }, clientWidth: { get: () => 800 } });
});
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const invite = message(1, { method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', start: 'INVITE sip:b@192.0.2.2 SIP/2.0' });
const trying = answer(2, 100, 'Trying');
const call: DiagnosedCall = { id: 'c1', sipCallId: 'x@y', direction: 'out', state: 'ended', endedBy: 'remote' };

function answer(seq: number, status: number, reason: string): TracedMessage {
  const start = `SIP/2.0 ${status} ${reason}`;
  return message(seq, { direction: 'in', method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', status, start, raw: `${start}\r\nCall-ID: x@y\r\n\r\n` });
}

describe('why it failed', () => {
  it.each([
    ['en', 'Show message'],
    ['de', 'Nachricht zeigen'],
  ] as const)('is told in %s, with the RFC', async (locale, button) => {
    const { mount } = await fixture('empty', locale);
    const messages = [invite, trying, answer(3, 404, 'Not Found')];
    const [found] = callDiagnosis(call, messages, []);
    const card = mount(DiagnosisCard, { call, messages, media: [] });
    expect(card.get('[data-testid="diagnosis-item"]').text()).toContain(found?.texts[locale].message);
    expect(card.text()).toContain(found?.texts[locale].advice);
    expect(card.text()).toContain('RFC 3261 21.4.5');
    expect(card.get('[data-testid="diagnosis-show"]').text()).toBe(button);
  });

  it('leads to the guilty message in the ladder, past a filter that hides it', async () => {
    const { mount } = await fixture();
    const anatomy = mount(CallAnatomy, { call, messages: [invite, trying, answer(3, 404, 'Not Found')], media: [], name: 'b' });
    await anatomy.get('[data-testid="ladder-filter"]').setValue('nothing like it');
    await settle(1_000);
    await anatomy.get('[data-testid="diagnosis-show"]').trigger('click');
    await settle(1_000);
    expect(anatomy.get('[role="option"][aria-selected="true"]').text()).toContain('404');
    expect(anatomy.get('[data-testid="inspector"]').text()).toContain('404 Not Found');
    expect(document.activeElement?.getAttribute('role')).toBe('listbox');
  });

  it('is not asked more than once a second while messages keep coming', async () => {
    const { mount } = await fixture();
    const talking = { ...call, state: 'confirmed' } as const;
    const card = mount(DiagnosisCard, { call: talking, messages: [invite, answer(2, 200, 'OK')], media: [] });
    await card.setProps({ messages: [invite, trying, answer(3, 200, 'OK')] });
    await card.setProps({ call, messages: [invite, answer(2, 404, 'Not Found')] });
    await settle(800);
    expect(card.find('[data-testid="diagnosis"]').exists()).toBe(false);
    await settle(300);
    expect(card.find('[data-testid="diagnosis"]').exists()).toBe(true);
  });

  it('keeps text from the network text', async () => {
    const { mount } = await fixture();
    const card = mount(DiagnosisCard, { call, messages: [invite, answer(2, 500, HOSTILE)], media: [] });
    expect(card.find('[data-testid="diagnosis"]').exists()).toBe(true);
    expect(card.find('img').exists()).toBe(false);
  });
});

describe('callDiagnosis', () => {
  const busy = [invite, answer(2, 486, 'Busy Here')];

  it('is silent when all is well', () => {
    expect(callDiagnosis(call, [invite, answer(2, 200, 'OK'), message(3, { method: 'ACK', cseq: 1, start: 'ACK sip:b@192.0.2.2 SIP/2.0' })], [])).toEqual([]);
  });

  it('tells a caller that the other side is busy, but not whoever ended the call, nor the one called', () => {
    const rules = (changes: Partial<DiagnosedCall>): string[] => callDiagnosis({ ...call, ...changes }, busy, []).map(({ rule }) => rule);
    expect(rules({})).toEqual(['busy']);
    expect(rules({ endedBy: 'local' })).toEqual([]);
    expect(rules({ direction: 'in' })).toEqual([]);
  });

  it('does not judge a call that is being set up', () => {
    const challenged = [invite, answer(2, 404, 'Not Found')];
    expect(callDiagnosis({ ...call, state: 'calling' }, challenged, [])).toEqual([]);
    expect(callDiagnosis(call, challenged, [])).toHaveLength(1);
  });

  it('counts what a call of ours ended with', () => {
    const [found] = callDiagnosis({ ...call, error: { code: 'connection-refused', message: 'x' } }, [invite], []);
    expect(found).toMatchObject({ rule: 'refused', seq: 1 });
  });
});
