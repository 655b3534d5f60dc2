// @vitest-environment happy-dom
/** The stored trace in the app: looked through, and deleted. */
import type { VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import TraceKeeping from '../../src-renderer/components/TraceKeeping.vue';
import TraceSearch from '../../src-renderer/components/TraceSearch.vue';
import type { Fixture } from './fixture.ts';
import { fixture, settle } from './fixture.ts';

afterEach(() => vi.useRealTimers());

const asked = (fake: Fixture['fake'], method: string): unknown[] => fake.called.filter((call) => call.method === method).map(({ params }) => params);

describe('the search', () => {
  async function searching(): Promise<{ wrapper: VueWrapper; fake: Fixture['fake']; type(text: string): Promise<void> }> {
    const { fake, mount } = await fixture();
    fake.flood(3);
    await settle();
    const wrapper: VueWrapper = mount(TraceSearch, { active: false, 'onUpdate:active': (active: boolean) => wrapper.setProps({ active }) });
    const type = (text: string): Promise<void> => wrapper.get('[data-testid=trace-search]').setValue(text);
    return { wrapper, fake, type };
  }

  it('asks when typing pauses, shows a row for each message, and says where there is none', async () => {
    const { wrapper, fake, type } = await searching();
    for (const text of ['O', 'OPT', 'OPTIONS']) await type(text);
    expect(asked(fake, 'trace.search')).toEqual([]);
    await settle();
    expect(asked(fake, 'trace.search')).toEqual([{ text: 'OPTIONS', limit: 200 }]);
    const rows = wrapper.findAll('[data-testid=trace-found] li');
    expect(rows.length).toBeGreaterThan(2);
    expect(wrapper.get('[role=status]').text()).toContain(String(rows.length));
    await type('<img src=x>');
    await settle();
    expect(wrapper.find('[data-testid=trace-found]').exists()).toBe(false);
    expect(wrapper.get('.empty').text()).not.toBe('');
  });

  it('opens the ladder of what was found, goes back to the rows, and ends with an empty field', async () => {
    const { wrapper, fake, type } = await searching();
    await type('OPTIONS');
    await settle();
    await wrapper.get('[data-testid=trace-found] button').trigger('click');
    await settle();
    expect(asked(fake, 'trace.dialog')).toEqual([{ callId: expect.any(String) as string }]);
    expect(wrapper.find('[data-testid=trace-found]').exists()).toBe(false);
    await wrapper.get('[data-testid=trace-search-back]').trigger('click');
    expect(wrapper.find('[data-testid=trace-found]').exists()).toBe(true);
    await type(' ');
    await settle();
    expect([wrapper.classes('active'), wrapper.find('[data-testid=trace-found]').exists(), asked(fake, 'trace.search').length]).toEqual([false, false, 1]);
  });
});

describe('what is kept', () => {
  it('is deleted only after a question, and then nothing is left to delete', async () => {
    const { fake, mount } = await fixture();
    fake.flood(3);
    await settle();
    const wrapper = mount(TraceKeeping);
    await settle();
    const before = wrapper.get('[data-testid=keeping-usage]').text();
    const confirm = async (choose: (dialog: HTMLElement) => HTMLElement | null): Promise<void> => {
      await wrapper.get('[data-testid=keeping-clear]').trigger('click');
      await settle();
      const dialog = document.querySelector<HTMLElement>('[role=alertdialog]');
      if (!dialog) throw new Error('nobody asked');
      choose(dialog)?.click();
      await settle();
    };
    await confirm((dialog) => dialog.querySelector('button:not([data-testid=confirm])'));
    expect([asked(fake, 'trace.clear'), wrapper.get('[data-testid=keeping-usage]').text()]).toEqual([[], before]);
    await confirm((dialog) => dialog.querySelector('[data-testid=confirm]'));
    expect(asked(fake, 'trace.clear')).toHaveLength(1);
    expect(wrapper.get('[data-testid=keeping-usage]').text()).not.toBe(before);
    expect(wrapper.get('[data-testid=keeping-clear]').attributes('disabled')).toBeDefined();
  });
});
