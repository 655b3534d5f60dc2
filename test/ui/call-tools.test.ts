// @vitest-environment happy-dom
/** What a call's card offers besides talking: recording, conference, sounds, loudness; and recordings in the history. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import CallCard from '../../src-renderer/components/CallCard.vue';
import CallRecordings from '../../src-renderer/components/CallRecordings.vue';
import SoundSettings from '../../src-renderer/components/SoundSettings.vue';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useSettings } from '../../src-renderer/stores/settings.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import type { Fixture } from './fixture.ts';
import { fixture, settle } from './fixture.ts';

beforeAll(() => {
  URL.createObjectURL = () => 'blob:there';
  URL.revokeObjectURL = () => {};
});
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const asked = ({ fake }: Fixture, method: string): unknown[] => fake.called.filter((call) => call.method === method).map((call) => call.params);

async function talk(target: string): Promise<string> {
  const calls = useCalls();
  await calls.dial({ target });
  await settle(3000);
  return calls.selectedId;
}

function card(all: Fixture, id: string): ReturnType<Fixture['mount']> {
  const call = useCalls().list.find((one) => one.id === id);
  return all.mount(CallCard, { call, selected: true });
}

describe('the card of a call', () => {
  it('records, and shows since when', async () => {
    const all = await fixture('full');
    const id = await talk('bob@example.org');
    await card(all, id).get('[data-testid="record"]').trigger('click');
    await settle(50);
    expect(asked(all, 'call.record')).toEqual([{ id, on: true }]);
    const recording = card(all, id);
    expect(recording.get('[data-testid="recording"]').text()).toContain('Recording 00:0');
    expect(recording.get('[data-testid="record"]').attributes('aria-pressed')).toBe('true');
  });

  it('joins two calls, from either card, and lets one out again', async () => {
    const all = await fixture('full');
    const first = await talk('bob@example.org');
    expect(card(all, first).get('[data-testid="conference"]').attributes('disabled')).toBeDefined();
    await useCalls().toggleHold(useCalls().list.find(({ id }) => id === first)!);
    const second = await talk('carol@example.org');
    await card(all, second).get('[data-testid="conference"]').trigger('click');
    await settle(50);
    expect(asked(all, 'conference.add')).toEqual([{ id: first }]);
    const joined = card(all, second);
    expect(joined.get('[data-testid="in-conference"]').text()).toContain('In the conference');
    await joined.get('[data-testid="conference"]').trigger('click');
    await settle(50);
    expect(asked(all, 'conference.remove')).toEqual([{ id: second }]);
  });

  it('plays a sound over or instead of the microphone, pauses and stops it', async () => {
    const all = await fixture('full');
    const id = await talk('bob@example.org');
    await card(all, id).get('[data-testid="play"]').trigger('click');
    const open = card(all, id);
    await settle(50);
    await open.get('[data-testid="play-sound"]').setValue('Waiting music.wav');
    await open.get('[data-testid="play-mix"]').setValue(true);
    await open.get('[data-testid="play-panel"]').trigger('submit');
    await settle(50);
    expect(asked(all, 'call.play')).toEqual([{ id, sound: 'Waiting music.wav', mode: 'mix' }]);
    const playing = card(all, id);
    expect(playing.get('[data-testid="playing"]').text()).toBe('Plays Waiting music.wav');
    await playing.get('[data-testid="play-pause"]').trigger('click');
    await playing.get('[data-testid="play-stop"]').trigger('click');
    await settle(50);
    expect([asked(all, 'call.pausePlay'), asked(all, 'call.stopPlay')]).toEqual([[{ id, paused: true }], [{ id }]]);
    await playing.get('[data-testid="play-panel"]').trigger('keydown', { key: 'Escape' });
    expect(useUi().callPanel.panel).toBe('');
  });

  it('makes either side louder or softer', async () => {
    const all = await fixture('full');
    const id = await talk('bob@example.org');
    useUi().openCallPanel(id, 'gain');
    await card(all, id).get('[data-testid="gain-speakerDb"]').setValue('6');
    await settle(50);
    expect(asked(all, 'call.gain')).toEqual([{ id, microphoneDb: 0, speakerDb: 6 }]);
  });

  it('asks for another codec, and shows it when it is agreed', async () => {
    const all = await fixture('full');
    const id = await talk('bob@example.org');
    useUi().openCallPanel(id, 'gain');
    await settle(50);
    const field = () => card(all, id).get<HTMLSelectElement>('[data-testid="call-codec"]');
    const before = field();
    await before.setValue('G722');
    expect(before.element.value).toBe('PCMA');
    await settle(50);
    expect(asked(all, 'call.codec')).toEqual([{ id, codec: 'G722' }]);
    expect(field().element.value).toBe('G722');
  });
});

describe('sounds in the settings', () => {
  it('are added in pieces, chosen for hold, and removed', async () => {
    const all = await fixture('full');
    const view = all.mount(SoundSettings);
    await settle(50);
    await view.get('[data-testid="hold-music-choice"]').setValue('Announcement.wav');
    await settle(50);
    expect(useSettings().current.holdMusic).toBe('Announcement.wav');
    const bytes = Uint8Array.from({ length: 900_000 }, (_, i) => i);
    const input = view.get<HTMLInputElement>('[data-testid="sound-file"]');
    Object.defineProperty(input.element, 'files', { value: [new File([bytes], 'Bells.wav')] });
    await input.trigger('change');
    for (let i = 0; i < 10; i++) await settle(20);
    const parts = asked(all, 'sound.put') as { name: string; offset: number; total: number; data: string }[];
    expect(parts.map(({ name, offset, total }) => [name, offset, total])).toEqual([0, 393_216, 786_432].map((offset) => ['Bells.wav', offset, 900_000]));
    expect(Buffer.concat(parts.map(({ data }) => Buffer.from(data, 'base64'))).equals(Buffer.from(bytes))).toBe(true);
    expect(view.text()).toContain('Bells.wav');
    await view.findAll('[data-testid="sound-remove"]')[0]?.trigger('click');
    await settle(50);
    expect(asked(all, 'sound.remove')).toEqual([{ name: 'Announcement.wav' }]);
    expect(view.text()).toContain('Announcement.wav (removed: silence)');
  });
});

describe('a recording in the history', () => {
  it('is heard where one asks for it', async () => {
    const all = await fixture('full');
    const record = { ...(await all.core.call('history.list', { limit: 1 }))[0]!, recordings: ['/home/alice/recordings/2026-11-21 bob.wav'] };
    const view = all.mount(CallRecordings, { record });
    expect(view.text()).toContain('2026-11-21 bob.wav');
    await view.get('[data-testid="recording-listen"]').trigger('click');
    await settle(50);
    expect(view.get('[data-testid="recording-player"]').attributes('src')).toBe('blob:there');
  });
});
