// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { mount } from '@vue/test-utils';
import { h, KeepAlive, nextTick, ref } from 'vue';
import { useCalmly } from '../../src-renderer/lib/use-calmly.ts';

afterEach(() => vi.useRealTimers());

describe('useCalmly', () => {
  function mounted() {
    vi.useFakeTimers();
    const source = ref(0);
    const shown = ref(true);
    const build = vi.fn((value: number) => value * 2);
    const Inner = {
      setup() {
        const built = useCalmly(() => source.value, build);
        return () => h('p', built.value);
      },
    };
    const wrapper = mount({ setup: () => () => h(KeepAlive, () => (shown.value ? h(Inner) : undefined)) });
    return { source, shown, build, wrapper };
  }

  it('builds at once, then gathers what comes too soon, and ends with the last state', async () => {
    const { source, build, wrapper } = mounted();
    for (let i = 1; i <= 50; i++) {
      source.value = i;
      await nextTick();
    }
    expect(build.mock.calls.length).toBeLessThanOrEqual(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(build.mock.calls.length).toBeLessThanOrEqual(3);
    expect(wrapper.text()).toBe('100');
  });

  it('rests while it is not shown and catches up when it is', async () => {
    const { source, shown, build, wrapper } = mounted();
    shown.value = false;
    await nextTick();
    const before = build.mock.calls.length;
    source.value = 7;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(build.mock.calls.length).toBe(before);
    shown.value = true;
    await nextTick();
    await nextTick();
    expect(wrapper.text()).toBe('14');
  });
});
