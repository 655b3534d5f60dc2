// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import CodecList from '../../src-renderer/components/CodecList.vue';
import { createRungI18n } from '../../src-renderer/i18n/i18n.ts';
import { movedCodec } from '../../src-renderer/lib/account-form.ts';
import type { CodecName } from '../../src-shared/model.ts';

afterEach(() => void (document.body.innerHTML = ''));

function list(...chosen: CodecName[]) {
  const made = mount(CodecList, {
    props: { modelValue: chosen, 'onUpdate:modelValue': (next: CodecName[]) => made.setProps({ modelValue: next }) },
    global: { plugins: [createRungI18n()] },
    attachTo: document.body,
  });
  const shown = (): (string | undefined)[] => made.findAll('[data-codec]').map((item) => item.attributes('data-codec'));
  return { made, shown, press: (id: string) => made.get(`[data-testid="${id}"]`).trigger('click') };
}

describe('the codecs of an account', () => {
  it('stand in their order, those that are not used below', () => {
    expect(list('PCMU', 'opus').shown()).toEqual(['PCMU', 'opus', 'G722', 'PCMA', 'L16']);
  });
  it('are switched on at the end and off again', async () => {
    const { made } = list('PCMA');
    await made.get('[data-testid="codec-opus"]').setValue(true);
    expect(made.props('modelValue')).toEqual(['PCMA', 'opus']);
    await made.get('[data-testid="codec-PCMA"]').setValue(false);
    expect(made.props('modelValue')).toEqual(['opus']);
  });
  it('are moved; the focus stays with the codec, and its place is said', async () => {
    const { made, press } = list('PCMA', 'PCMU', 'opus');
    await press('codec-up-opus');
    expect(made.props('modelValue')).toEqual(['PCMA', 'opus', 'PCMU']);
    await press('codec-up-opus');
    await new Promise((resolve) => setTimeout(resolve));
    expect(made.props('modelValue')).toEqual(['opus', 'PCMA', 'PCMU']);
    expect(document.activeElement?.getAttribute('data-testid')).toBe('codec-down-opus');
    expect(made.get('[role="status"]').text()).toBe('Opus is now number 1.');
  });
  it('are not moved beyond the ends', () => {
    expect(movedCodec(['opus', 'PCMA'], 'opus', -1)).toEqual(['opus', 'PCMA']);
    expect(movedCodec(['opus', 'PCMA'], 'PCMA', 1)).toEqual(['opus', 'PCMA']);
    expect(movedCodec(['opus', 'PCMA'], 'G722', 1)).toEqual(['opus', 'PCMA']);
  });
});
