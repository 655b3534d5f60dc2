// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { computed } from 'vue';
import HepSettings from '../../src-renderer/components/HepSettings.vue';
import { useCallTrace } from '../../src-renderer/lib/use-call-trace.ts';
import { useSettings } from '../../src-renderer/stores/settings.ts';
import { useTrace } from '../../src-renderer/stores/trace.ts';
import { fixture, message, settle } from './fixture.ts';

afterEach(() => vi.useRealTimers());

it('capture agents are listened to where one wants it, and one is warned before others can reach it', async () => {
  const { mount } = await fixture();
  const wrapper = mount(HepSettings);
  expect(wrapper.find('[data-testid=hep-address]').exists()).toBe(false);
  await wrapper.get('[data-testid=hep-listen]').trigger('click');
  expect((wrapper.get('[data-testid=hep-address]').element as HTMLSelectElement).value).toBe('127.0.0.1');
  expect(wrapper.find('[data-testid=hep-warning]').exists()).toBe(false);
  await wrapper.get('[data-testid=hep-address]').setValue('0.0.0.0');
  expect(wrapper.get('[data-testid=hep-warning]').text()).toContain('no password');
  await wrapper.get('[data-testid=hep-send-to]').setValue(' homer.example.org ');
  await wrapper.get('form').trigger('submit');
  await settle();
  expect(useSettings().current).toMatchObject({ hepListen: true, hepListenAddress: '0.0.0.0', hepListenPort: 9060, hepSendTo: 'homer.example.org' });
  await wrapper.get('input[type=number]').setValue('70000');
  expect(wrapper.get('[data-testid=hep-save]').attributes('disabled')).toBeDefined();
});

it('what an agent saw of our call is in the trace, and does not stand twice in the call', async () => {
  await fixture();
  const trace = useTrace();
  trace.traced(message(1));
  trace.traced(message(2, { agent: 'sbc-1 (2001)' }));
  await settle();
  expect(trace.recent.map(({ seq }) => seq)).toEqual([1, 2]);
  const { messages } = useCallTrace(computed(() => ({ id: 'c1', sipCallId: 'x@y' })));
  expect(messages.value.map(({ seq }) => seq)).toEqual([1]);
});
