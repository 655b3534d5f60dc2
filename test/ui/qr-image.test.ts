// @vitest-environment happy-dom
/** The link of a session key as a QR code. */
import type { VueWrapper } from '@vue/test-utils';
import { encode } from 'uqr';
import { afterEach, expect, it, vi } from 'vitest';
import QrImage from '../../src-renderer/components/QrImage.vue';
import SessionKeys from '../../src-renderer/components/SessionKeys.vue';
import { HOSTILE, fixture, settle } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const QUIET = 4;
const FINDER = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];

/** The picture's modules, its border among them. */
function drawn(view: Pick<VueWrapper, 'get'>): string[] {
  const svg = view.get('[data-testid="qr-image"]');
  const side = Number(svg.attributes('viewBox')?.split(' ')[2]);
  const rows = Array.from({ length: side }, () => Array.from({ length: side }, () => '.'));
  for (const [, x, y, width] of (svg.get('path').attributes('d') ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(width));
  return rows.map((row) => row.join(''));
}

const part = (rows: readonly string[], x: number, y: number): string[] => rows.slice(y, y + 7).map((row) => row.slice(x, x + 7));

/** What a reader sees of that text: uqr's modules, in a quiet zone. */
function expected(text: string): string[] {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const empty = Array.from({ length: QUIET }, () => '.'.repeat(size + 2 * QUIET));
  const margin = '.'.repeat(QUIET);
  return [...empty, ...data.map((row) => `${margin}${row.map((isDark) => (isDark ? '#' : '.')).join('')}${margin}`), ...empty];
}

it('is shown when asked for, with what it gives away, and gone when sharing ends', async () => {
  const { mount } = await fixture('full', 'de');
  const view = mount(SessionKeys);
  const press = async (name: string): Promise<void> => {
    await view.get(`[data-testid="${name}"]`).trigger('click');
    await vi.dynamicImportSettled();
    await settle();
  };
  const isShown = (): boolean => view.find('[data-testid="qr-image"]').exists();
  await press('key-share');
  expect([isShown(), view.get('[data-testid="key-qr"]').attributes('aria-expanded')]).toEqual([false, 'false']);
  await press('key-qr');
  expect(drawn(view)).toEqual(expected(view.get('[data-testid="key-link"]').text()));
  expect(view.get('[data-testid="qr-image"]').attributes()).toMatchObject({ role: 'img', 'aria-label': 'QR-Code: der Link des Schlüssels Team' });
  expect(view.text()).toContain('Wer ihn fotografiert, hat den Schlüssel');
  await press('key-share');
  await press('key-share');
  expect(isShown()).toBe(false);
});

it('has its finder patterns in three corners, dark on light', async () => {
  const { mount } = await fixture();
  const view = mount(QrImage, { text: 'rung://session-key?name=Team&key=r_lbrkgmEcfIhHIxwQE8xQx6BwuYQuyUl3oml21k2Qg', label: 'QR' });
  const rows = drawn(view);
  const far = rows.length - QUIET - 7;
  expect([part(rows, QUIET, QUIET), part(rows, far, QUIET), part(rows, QUIET, far)]).toEqual([FINDER, FINDER, FINDER]);
  expect(part(rows, far, far)).not.toEqual(FINDER);
  expect([view.get('rect').attributes('fill'), view.get('path').attributes('fill')]).toEqual(['#fff', '#000']);
});

it.each([['a short one', 'T'], ['the longest', '\u{1f511}'.repeat(30)], ['one that means harm', HOSTILE.slice(0, 60)]])('takes the link of any name that a key can have: %s', async (_, name) => {
  const { mount } = await fixture();
  const text = `rung://session-key?name=${encodeURIComponent(name)}&key=${'A'.repeat(43)}`;
  expect(drawn(mount(QrImage, { text, label: name }))).toEqual(expected(text));
});
