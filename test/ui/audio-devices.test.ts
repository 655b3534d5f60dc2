// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../src-shared/model.ts';
import { useSettings } from '../../src-renderer/stores/settings.ts';
import { useAudio } from '../../src-renderer/stores/audio.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import type { FakeAudio, FakeDevice } from '../fakes/fake-audio.ts';
import { microphone, speaker, stubAudio } from '../fakes/fake-audio.ts';
import type { Fixture } from './fixture.ts';
import { fixture, settle } from './fixture.ts';

const BUILT_IN = [microphone('default', 'Default - Laptop'), microphone('laptop', 'Laptop'), speaker('default', 'Default - Laptop'), speaker('laptop', 'Laptop')];
const HEADSET = [microphone('head-in', 'Headset'), speaker('head-out', 'Headset')];
const CHOSEN: Partial<Settings> = { microphone: 'head-in', microphoneLabel: 'Headset', speaker: 'head-out', speakerLabel: 'Headset' };

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'mediaDevices');
});

interface Talk extends Fixture {
  sound: FakeAudio;
  notices(): (string | undefined)[];
  /** Microphones that are open now. */
  open(): string[];
  sink(): string;
}

/** A call is going on, at 8 kHz. */
async function talk(devices: FakeDevice[], settings: Partial<Settings> = {}, before: (sound: FakeAudio) => void = () => undefined): Promise<Talk> {
  const sound = stubAudio(devices);
  before(sound);
  const made = await fixture();
  await useSettings().save(settings);
  await settle();
  made.fake.emit('audio.wanted', { sampleRateHz: 8000 });
  await settle();
  const ui = useUi();
  return {
    ...made, sound,
    notices: () => ui.notices.map(({ key }) => key),
    open: () => sound.microphones.filter(({ isOpen }) => isOpen).map(({ id }) => id),
    sink: () => sound.contexts.at(-1)!.sink,
  };
}

describe('devices in a call', () => {
  it('are the system’s where none was chosen, and the chosen ones where some were', async () => {
    const byDefault = await talk(BUILT_IN);
    expect([byDefault.open(), byDefault.sink()]).toEqual([['default'], '']);
    const chosen = await talk([...BUILT_IN, ...HEADSET], CHOSEN);
    expect([chosen.open(), chosen.sink(), chosen.notices()]).toEqual([['head-in'], 'head-out', []]);
  });

  it('are found by name when the browser has given them other ids', async () => {
    const { open, sink, notices } = await talk([...BUILT_IN, microphone('new-in', 'Headset'), speaker('new-out', 'Headset')], CHOSEN);
    expect([open(), sink(), notices()]).toEqual([['new-in'], 'new-out', []]);
  });

  it('are found by name once names are told', async () => {
    const { open, sink } = await talk([...BUILT_IN, microphone('new-in', 'Headset'), speaker('new-out', 'Headset')], CHOSEN, (sound) => sound.setNamed(false));
    expect([open(), sink()]).toEqual([['new-in'], 'new-out']);
  });

  it('that are pulled give way to the system’s, with a notice, and are taken again when they come back', async () => {
    const { sound, open, sink, notices } = await talk([...BUILT_IN, ...HEADSET], CHOSEN);
    sound.plug(BUILT_IN);
    await settle();
    expect([open(), sink(), notices()]).toEqual([['default'], '', ['microphoneGone', 'speakerGone']]);
    sound.plug([...BUILT_IN, microphone('head-in-2', 'Headset'), speaker('head-out-2', 'Headset')]);
    await settle();
    expect([open(), sink(), notices()]).toEqual([['head-in-2'], 'head-out-2', []]);
    expect(sound.contexts.length).toBe(1);
  });

  it('a microphone that ends while the list stays is opened again', async () => {
    const { sound, open } = await talk(BUILT_IN);
    sound.microphones[0]!.pull();
    await settle();
    expect(open()).toEqual(['default']);
    expect(sound.microphones.length).toBe(2);
  });

  it('follows the system to another default microphone', async () => {
    const of = (groupId: string): FakeDevice[] => [{ ...microphone('default', `Default - ${groupId}`), groupId }, microphone('laptop'), microphone('desk')];
    const { sound, open } = await talk(of('laptop'));
    sound.plug(of('laptop'));
    await settle();
    expect(sound.microphones.length).toBe(1);
    sound.plug(of('desk'));
    await settle();
    expect([sound.microphones.length, open()]).toEqual([2, ['default']]);
  });

  it('storms of changes are looked at once more, not once each', async () => {
    const { sound } = await talk(BUILT_IN);
    const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices');
    for (let i = 0; i < 50; i++) sound.plug(BUILT_IN);
    await settle();
    expect(enumerate.mock.calls.length).toBeLessThan(8);
  });
});

describe('without a microphone', () => {
  it.each([['NotAllowedError', 'microphoneDenied'], ['NotReadableError', 'microphoneBusy']])('%s is told once, and the call goes on', async (name, notice) => {
    const { sound, notices, open, fake } = await talk(BUILT_IN, {}, (one) => one.refuse(name));
    sound.plug(BUILT_IN);
    fake.emit('audio.wanted', { sampleRateHz: 16_000 });
    await settle();
    expect([notices(), open(), sound.contexts.map(({ state }) => state)]).toEqual([[notice], [], ['running']]);
  });

  it('one that is plugged in is taken', async () => {
    const { sound, notices, open } = await talk([]);
    expect([notices(), open()]).toEqual([['microphoneMissing'], []]);
    sound.plug(BUILT_IN);
    await settle();
    expect([notices(), open()]).toEqual([[], ['default']]);
  });
});

describe('a running call', () => {
  it('changes its rate without opening anything anew', async () => {
    const { fake, sound } = await talk(BUILT_IN);
    fake.emit('audio.wanted', { sampleRateHz: 48_000 });
    await settle();
    expect(sound.contexts.length).toBe(1);
    expect(sound.microphones.length).toBe(1);
    expect(sound.contexts[0]!.posted).toEqual([{ sampleRateHz: 8000 }, { sampleRateHz: 48_000 }]);
  });

  it('takes the switches over', async () => {
    const { sound, open } = await talk(BUILT_IN);
    await useSettings().save({ echoCancellation: false });
    await settle();
    expect(open()).toEqual(['default']);
    expect(sound.microphones.map(({ constraints }) => constraints['echoCancellation'])).toEqual([true, false]);
  });

  it('says when the browser holds sound back, and takes it back when it runs', async () => {
    const { sound, notices } = await talk(BUILT_IN);
    const context = sound.contexts[0]!;
    const audio = useAudio();
    context.state = 'interrupted';
    context.onstatechange?.();
    expect([notices(), audio.running]).toEqual([['audioAsleep'], false]);
    context.state = 'running';
    context.onstatechange?.();
    expect([notices(), audio.running]).toEqual([[], true]);
  });

  it('that ends closes all', async () => {
    const { fake, sound, open } = await talk(BUILT_IN);
    fake.emit('audio.wanted', { sampleRateHz: null });
    await settle();
    expect([open(), sound.contexts.map(({ state }) => state)]).toEqual([[], ['closed']]);
  });
});
