// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import CallAnatomy from '../../src-renderer/components/CallAnatomy.vue';
import CallCard from '../../src-renderer/components/CallCard.vue';
import QualityPane from '../../src-renderer/components/QualityPane.vue';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { fakeSeries, fakeStats } from '../fakes/fake-quality.ts';
import { fixture, settle } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

describe('the sound of a call', () => {
  it('tells every figure of the moment that the keyboard points at', async () => {
    const { mount } = await fixture();
    const pane = mount(QualityPane, { series: fakeSeries(0, 90), name: 'bob' });
    const graph = pane.get('[data-testid="quality-graph"]');
    expect(graph.attributes()).toMatchObject({ role: 'slider', 'aria-valuemax': '89', 'aria-valuenow': '89' });
    await graph.trigger('keydown', { key: 'Home' });
    await graph.trigger('keydown', { key: 'ArrowRight' });
    expect(graph.attributes('aria-valuetext')).toMatch(/^00:01, you hear 4\.\d, they hear –, on the way here 0\.0%/);
    expect(pane.get('[data-testid="quality-moment"]').text()).toBe('00:01');
    await graph.trigger('keydown', { key: 'Escape' });
    expect(graph.attributes('aria-valuenow')).toBe('89');
  });

  it('is a table too, of a length that can be read', async () => {
    const { mount } = await fixture('empty', 'de');
    const pane = mount(QualityPane, { series: fakeSeries(0, 1000), name: 'bob' });
    await pane.get('[data-testid="quality-table"]').trigger('mousedown', { button: 0 });
    await nextTick();
    expect(pane.findAll('tbody tr').length).toBeLessThanOrEqual(120);
    expect(pane.get('thead').text()).toContain('Jitterpuffer');
    expect(pane.get('tbody').text()).toMatch(/\d,\d/);
  });

  it('is saved as CSV', async () => {
    const { mount } = await fixture();
    const saved: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:x';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    const pane = mount(QualityPane, { series: fakeSeries(0, 3), name: 'bob' });
    await pane.get('[data-testid="quality-csv"]').trigger('click');
    expect((await saved[0]!.text()).split('\r\n')).toHaveLength(5);
    vi.restoreAllMocks();
  });

  it('grows while the call lasts, and gives way to a message that is chosen', async () => {
    const { mount } = await fixture();
    const calls = useCalls();
    void calls.dial({ target: 'bob@example.org' });
    await settle(12_000);
    const call = calls.list[0]!;
    const anatomy = mount(CallAnatomy, { messages: [], media: [], name: 'bob', call });
    await settle(100);
    const before = Number(anatomy.get('[data-testid="quality-graph"]').attributes('aria-valuemax'));
    for (const round of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(1000);
      await anatomy.setProps({ call: { ...call, stats: fakeStats(round) } });
    }
    expect(Number(anatomy.get('[data-testid="quality-graph"]').attributes('aria-valuemax'))).toBeGreaterThan(before);
    await anatomy.get('[data-testid="show-details"]').trigger('mousedown', { button: 0 });
    await nextTick();
    expect(anatomy.find('[data-testid="quality-graph"]').exists()).toBe(false);
  });

  it('says on the card how it is, and why nothing is heard', async () => {
    const { mount } = await fixture();
    const calls = useCalls();
    void calls.dial({ target: 'bob@example.org' });
    await settle(12_000);
    const call = { ...calls.list[0]!, stats: { ...fakeStats(3), recent: { lossPercent: 9, concealedPercent: 9, mos: 2.9 } } };
    const card = mount(CallCard, { call, selected: true });
    expect(card.get('[data-testid="call-quality"]').text()).toBe('Poor · MOS 2.9');
    expect(card.find('[data-testid="one-way"]').exists()).toBe(false);
    await card.setProps({ call: { ...call, stats: { ...call.stats, oneWay: { direction: 'in', reason: 'payload-type', payloadType: 96 } } } });
    expect(card.get('[role="alert"]').text()).toContain('payload type 96');
  });
});
