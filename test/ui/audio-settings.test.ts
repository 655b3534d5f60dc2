// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../src-shared/model.ts';
import AudioSettings from '../../src-renderer/components/AudioSettings.vue';
import { useSettings } from '../../src-renderer/stores/settings.ts';
import type { FakeDevice } from '../fakes/fake-audio.ts';
import { microphone, speaker, stubAudio } from '../fakes/fake-audio.ts';
import { fixture, settle } from './fixture.ts';

const DEVICES = [microphone('laptop', 'Laptop'), microphone('head-in', 'Headset'), speaker('laptop-out', 'Laptop'), speaker('head-out', 'Headset')];

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'mediaDevices');
  document.body.innerHTML = '';
});

async function open(devices: FakeDevice[], settings: Partial<Settings> = {}) {
  const sound = stubAudio(devices);
  const made = await fixture();
  await useSettings().save(settings);
  const page = made.mount(AudioSettings);
  await settle();
  const select = (role: string) => page.get<HTMLSelectElement>(`[data-testid="audio-${role}"]`);
  const shown = (role: string): string => select(role).element.selectedOptions[0]?.textContent ?? '';
  const saved = (): Partial<Settings> => Object.assign({}, ...made.fake.called.filter(({ method }) => method === 'settings.save').map(({ params }) => params)) as Partial<Settings>;
  return { ...made, sound, page, select, shown, saved };
}

describe('the audio settings', () => {
  it('choose microphone, loudspeaker and ringer apart, and keep their names', async () => {
    const { select, saved, shown } = await open(DEVICES);
    await select('microphone').setValue('head-in');
    await select('speaker').setValue('head-out');
    await select('ringer').setValue('laptop-out');
    await settle();
    expect(saved()).toEqual({ microphone: 'head-in', microphoneLabel: 'Headset', speaker: 'head-out', speakerLabel: 'Headset', ringer: 'laptop-out', ringerLabel: 'Laptop' });
    await select('ringer').setValue('default');
    await settle();
    expect(saved()).toMatchObject({ ringer: 'default', ringerLabel: '' });
    expect([shown('microphone'), shown('speaker'), shown('ringer')]).toEqual(['Headset', 'Headset', 'As the system chooses']);
  });

  it('show a device under another id by its name, and one that is not there as such', async () => {
    const { shown, sound } = await open(DEVICES, { microphone: 'old-id', microphoneLabel: 'Headset', speaker: 'x', speakerLabel: 'Desk speaker', ringer: 'y' });
    expect([shown('microphone'), shown('speaker'), shown('ringer')]).toEqual(['Headset', 'Desk speaker (not there now)', 'The chosen device is not there']);
    sound.plug([...DEVICES, speaker('z', 'Desk speaker')]);
    await settle();
    expect(shown('speaker')).toBe('Desk speaker');
  });

  it('say what a test of the microphone found, and how a missing loudspeaker was replaced', async () => {
    const { page, sound } = await open(DEVICES, { speaker: 'x', speakerLabel: 'Desk speaker' });
    const problem = (): string => page.find('[data-testid="audio-problem"]').text();
    sound.refuse('NotAllowedError');
    await page.get('[data-testid="audio-test-echo"]').trigger('click');
    await settle();
    expect(problem()).toMatch(/not allowed/);
    sound.refuse('NotReadableError');
    await page.get('[data-testid="audio-test-microphone"]').trigger('click');
    await settle();
    expect(problem()).toMatch(/another program/);
    await page.get('[data-testid="audio-test-speaker"]').trigger('click');
    await settle();
    expect(problem()).toMatch(/loudspeaker is not there/);
  });

  it('record three seconds and play them out of the chosen loudspeaker', async () => {
    const recorders: { state: string; stop(): void }[] = [];
    vi.stubGlobal('MediaRecorder', class {
      state = 'inactive';
      ondataavailable: (event: { data: Blob }) => void = () => undefined;
      onstop: () => void = () => undefined;
      constructor() {
        recorders.push(this);
      }
      start(): void {
        this.state = 'recording';
      }
      stop(): void {
        this.state = 'inactive';
        this.ondataavailable({ data: new Blob(['sound']) });
        this.onstop();
      }
    });
    const { page, sound } = await open(DEVICES, { speaker: 'head-out', speakerLabel: 'Headset', microphone: 'old', microphoneLabel: 'Headset' });
    const button = page.get('[data-testid="audio-test-echo"]');
    await button.trigger('click');
    await settle();
    expect([button.text(), sound.microphones.map(({ id }) => id)]).toEqual(['Recording …', ['head-in']]);
    await settle(3_000);
    expect([button.text(), sound.microphones[0]!.isOpen, sound.contexts.at(-1)!.sink]).toEqual(['Playing …', false, 'head-out']);
    sound.contexts.at(-1)!.endPlaying();
    await settle();
    expect([button.text(), sound.contexts.every(({ state }) => state === 'closed')]).toEqual(['Record 3 s and listen', true]);
  });
});
