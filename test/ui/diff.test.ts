// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import CallDiff from '../../src-renderer/components/CallDiff.vue';
import InspectorDiff from '../../src-renderer/components/InspectorDiff.vue';
import MessageInspector from '../../src-renderer/components/MessageInspector.vue';
import type { TracedMessage } from '../../src-shared/model.ts';
import { createScript, request, response } from '../unit/ladder/support.ts';
import { fixture, HOSTILE } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const rowOf = (message: TracedMessage) => ({ kind: 'arrow', key: `m${message.seq}`, repeats: 0, gapMs: 0, arrow: { message } });

describe('the comparison of two messages', () => {
  it('tells what has to differ from what should not', async () => {
    const { mount } = await fixture();
    const script = createScript();
    const left = script.add(request('INVITE'));
    const right = script.add(request('INVITE', { branch: 'z9hG4bK2', cseq: '2 INVITE', headers: ['Subject: x'] }));
    const diff = mount(InspectorDiff, { left, right });
    expect(diff.get('[data-testid="diff-summary"]').text()).toBe('1 of 3 differences is none that the protocol asks for.');
    expect(diff.findAll('ins').map((one) => one.text())).toEqual(['z9hG4bK2', '2', 'Subject: x']);
    expect(diff.text()).toContain('RFC 3261 8.1.1.7');
    await diff.get('[data-testid="diff-only"]').setValue(true);
    expect(diff.findAll('[data-testid="diff-line"]')).toHaveLength(3);
  });

  it('opens for the second of two selected, and for a retransmission', async () => {
    const { mount } = await fixture('empty', 'de');
    const script = createScript();
    const first = script.add(request('OPTIONS'));
    const again = script.add(request('OPTIONS'), { atMs: 500 });
    const inspector = mount(MessageInspector, { row: rowOf(again), messages: script.messages });
    expect(inspector.text()).toContain('Vergleich');
    expect(inspector.find('[data-testid="inspector-diff"]').exists()).toBe(false);
    const selected = mount(MessageInspector, { row: rowOf(again), messages: [], pair: first });
    expect(selected.get('[data-testid="diff-summary"]').text()).toMatch(/^Gleich: \d+ Byte\.$/);
  });

  it('shows hostile text as text, with its invisible signs, and long messages in part', async () => {
    const { mount } = await fixture();
    const script = createScript();
    const left = script.add(request('INVITE', { headers: [`Subject: ${HOSTILE}`] }));
    const diff = mount(InspectorDiff, { left, right: script.add(request('INVITE', { callId: 'two' })) });
    expect(diff.find('img').exists()).toBe(false);
    expect(diff.text()).toContain('‹U+202E›');
    await diff.setProps({ left, right: script.add(request('INVITE', { callId: 'long', headers: [`Subject: ${'x'.repeat(1_000_000)}`] })) });
    expect(diff.text().length).toBeLessThan(30_000);
    const right = script.add(request('INVITE', { callId: 'three', headers: Array.from({ length: 10_000 }, (_, at) => `X-${at}: 1`) }));
    await diff.setProps({ left, right });
    expect(diff.findAll('[data-testid="diff-line"]').length).toBeLessThan(400);
  });
});

describe('the comparison of two calls', () => {
  it('shows where they part and opens the messages of a step', async () => {
    const { mount } = await fixture();
    const call = (callId: string, status: string): TracedMessage[] => {
      const script = createScript();
      script.add(request('INVITE', { callId, branch: callId }));
      script.add(response(status, { callId, branch: callId }), { out: false, atMs: 20 });
      return script.messages;
    };
    const diff = mount(CallDiff, { left: { title: 'first', messages: call('one', '486 Busy Here') }, right: { title: 'second', messages: call('two', '200 OK') } });
    expect(diff.text()).toContain('They part at step 2.');
    const opens = diff.findAll('[data-testid="call-diff-open"]');
    expect(opens).toHaveLength(2);
    await opens[1]?.trigger('click');
    expect(diff.get('[data-testid="inspector-diff"]').text()).toContain('486 Busy Here');
  });
});
