// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DOMWrapper, VueWrapper } from '@vue/test-utils';
import InspectorLines from '../../src-renderer/components/InspectorLines.vue';
import { messageRows, stretches } from '../../src-renderer/lib/message-rows.ts';
import { createScript, request } from '../unit/ladder/support.ts';
import { fixture } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const lines = (view: VueWrapper): DOMWrapper<Element>[] => view.findAll('[data-testid="inspector-line"]');
const key = (view: VueWrapper, name: string): Promise<void> => view.get('[data-testid="inspector-raw"]').trigger('keydown', { key: name });
const parts = (view: VueWrapper): string[] => view.findAll('[data-testid="inspector-part"] dt').map((part) => part.text());

describe('a message line by line', () => {
  it('is walked by keyboard: lines, and the parts of a line, lit on both sides', async () => {
    const { mount } = await fixture();
    const view = mount(InspectorLines, { message: createScript().add(request('INVITE')) });
    expect(lines(view).length).toBeGreaterThan(7);
    await key(view, 'ArrowDown');
    expect(view.get('[aria-selected="true"]').text()).toContain('Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1');
    expect(parts(view)).toEqual(['protocol', 'sent-by', 'port', 'branch']);
    for (let i = 0; i < 4; i++) await key(view, 'ArrowRight');
    expect(view.get('.raw .lit').text()).toBe('branch=z9hG4bK1');
    expect(view.get('.parts .lit').text()).toContain('Names the transaction');
    await view.findAll('[data-testid="inspector-part"]')[1]?.trigger('pointerenter');
    expect(view.get('.raw .lit').text()).toBe('127.0.0.1');
    await view.findAll('.chosen .raw .part')[2]?.trigger('pointerenter');
    expect(view.get('.parts .lit').text()).toContain('port');
  });

  it('speaks German, and marks what is obsolete or malformed where it stands', async () => {
    const { mount } = await fixture('empty', 'de');
    const view = mount(InspectorLines, { message: createScript().add(request('INVITE', { headers: ['Hide: route', 'no colon here'] })) });
    expect(view.get('.chip.warn').text()).toBe('veraltet');
    expect(view.text()).toContain('bat Proxys, den Weg zu verbergen');
    expect(view.findAll('.fault').map((one) => one.text())).toEqual(['no colon here']);
    expect(view.text()).toContain('fehlerhaft');
    expect(view.text()).toContain('Eine Kopfzeile hat keinen Doppelpunkt.');
  });

  it('draws many fields in part, all when asked for', async () => {
    const { mount } = await fixture();
    const message = createScript().add(request('INVITE', { headers: Array.from({ length: 300 }, (_, at) => `X-${at}: ${at}`) }));
    const view = mount(InspectorLines, { message });
    expect(lines(view)).toHaveLength(250);
    await view.get('[data-testid="inspector-all"]').trigger('click');
    expect(lines(view).length).toBeGreaterThan(300);
    expect(view.find('[data-testid="inspector-all"]').exists()).toBe(false);
  });

  it('shows invisible signs, long lines in part and binary bodies in hexadecimal', async () => {
    const { mount } = await fixture();
    const message = createScript().add(request('MESSAGE', { headers: [`Subject: \u202e\u001b[2J${'x'.repeat(1_000_000)}`], body: 'abc\u0000\u0001', contentType: 'application/octet-stream' }));
    const view = mount(InspectorLines, { message });
    expect(view.text()).toContain('‹U+202E›‹U+001B›[2J');
    expect(view.text()).toContain('more characters');
    expect(view.text().length).toBeLessThan(20_000);
    expect(view.text()).toContain('00000000  61 62 63 00 01');
  });
});

describe('messageRows', () => {
  it('loses no character of a message', () => {
    const raw = request('INVITE', { headers: ['Subject: a', 'Via: SIP/2.0/UDP x\r\n ;branch=z9hG4bK2'] });
    expect(messageRows(raw, true).rows.map(({ text }) => text).join('\r\n')).toBe(raw.replace(/\r\n$/, ''));
  });
  it('bears ten thousand fields and a megabyte', () => {
    const { rows } = messageRows(request('INVITE', { headers: Array.from({ length: 10_000 }, () => `X: ${'y'.repeat(100)}`) }), false);
    expect(rows.length).toBeGreaterThan(10_000);
  });
  it('cuts a line at its parts and faults', () => {
    const { rows: [start] } = messageRows('INVITE sip:a@b SIP/2.0\r\n\r\n', false);
    expect(start && stretches({ ...start, faults: [] }, [{ from: 7, to: 12 }])).toEqual([
      { text: 'INVITE ', isFault: false }, { text: 'sip:a', isFault: false, part: 0 }, { text: '@b SIP/2.0', isFault: false },
    ]);
  });
});
