// @vitest-environment happy-dom
/** Own sessions: announced and changed, in fields and as text. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Params } from '../../src-shared/contract.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { useDirectory } from '../../src-renderer/stores/directory.ts';
import SessionsView from '../../src-renderer/views/SessionsView.vue';
import { fixture, settle } from './fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const OWN = 'alice 3990000000 IN IP4 192.0.2.20';
const announced = (fake: { called: { method: string; params: unknown }[] }): Params<'session.announce'>[] => fake.called.filter(({ method }) => method === 'session.announce').map(({ params }) => params as Params<'session.announce'>);

/** The form for a new session, or for that own one. */
async function form(id?: string, furnished: 'empty' | 'full' = 'full') {
  const all = await fixture(furnished);
  const view = all.mount(SessionsView);
  useDirectory().edit(id === undefined ? {} : { id });
  await settle();
  const at = (name: string) => view.get(`[data-testid="draft-${name}"]`);
  return { ...all, view, at, save: async () => {
    await view.get('[data-testid="session-form"]').trigger('submit');
    await settle(1_000);
  } };
}

describe('a new session', () => {
  it('is announced with what was typed, also where nothing is heard yet', async () => {
    const { fake, at, save } = await form(undefined, 'empty');
    await at('name').setValue('Radio');
    await at('codec').setValue('L24');
    await at('channels').setValue('2');
    await at('group').setValue('239.193.4.5');
    await at('ttl').setValue(1);
    await at('interface').setValue('10.8.0.6');
    await save();
    const [asked] = announced(fake);
    expect(asked).toMatchObject({ ttl: 1, interface: '10.8.0.6' });
    for (const line of ['s=Radio', 't=0 0', 'c=IN IP4 239.193.4.5/1', 'L24/48000/2', 'o=- 3990000001 3990000001 IN IP4 192.0.2.20']) expect(asked?.sdp).toContain(line);
    expect(useDirectory().editing).toBeUndefined();
    expect(useDirectory().selectedId).toBe('- 3990000001 IN IP4 192.0.2.20');
  });

  it('is private with a key', async () => {
    const { fake, at, save } = await form();
    await at('name').setValue('Ours');
    await at('key').setValue('Team');
    await save();
    expect(announced(fake)).toMatchObject([{ keyName: 'Team' }]);
  });

  it('has its times typed as people say them', async () => {
    const { fake, at, save } = await form();
    await at('name').setValue('Weekly');
    await at('typed').setValue('every Wednesday 10:00 for one hour');
    expect([(at('repeat').element as HTMLSelectElement).value, (at('from').element as HTMLInputElement).value, (at('time').element as HTMLInputElement).value]).toEqual(['weekly', '2026-03-04', '10:00']);
    expect(at('weekday-3').attributes('aria-pressed')).toBe('true');
    await save();
    expect(announced(fake)[0]?.sdp).toMatch(/^r=(604800|7d) (3600|1h) 0/m);
  });

  it('says at the field what is wrong, and what is not understood', async () => {
    const { fake, view, at, save } = await form();
    await at('group').setValue('192.0.2.1');
    await at('typed').setValue('when it rains');
    await save();
    expect(announced(fake)).toEqual([]);
    expect(view.text()).toContain('A session needs a name to be found by.');
    expect(at('group').attributes('aria-invalid')).toBe('true');
    expect(at('typed').attributes('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(at('name').element);
  });

  it('takes a group that nobody uses', async () => {
    const { at } = await form();
    await at('group').setValue('239.69.11.44');
    await at('pick').trigger('click');
    expect((at('group').element as HTMLInputElement).value).toMatch(/^239\.19[2-5]\./);
  });

  it('is written as text, each fault with its line, and goes back into the fields only whole', async () => {
    const { fake, view, at, save } = await form();
    await at('name').setValue('Radio');
    await at('text').trigger('click');
    const text = (at('sdp').element as HTMLTextAreaElement).value;
    expect(view.get('[data-testid="draft-lines"]').text()).toContain('It follows the standard.');
    await at('sdp').setValue(text.replace('m=audio', 'm='));
    expect(view.get('[data-testid="draft-lines"]').text()).toContain('Go to line');
    await save();
    expect(announced(fake)).toEqual([]);
    await at('sdp').setValue(`${text}m=video 5006 RTP/AVP 99\n`);
    await at('fields').trigger('click');
    expect(view.text()).toContain('It stays text.');
    await at('sdp').setValue(text.replace('s=Radio', 's=Television'));
    await at('fields').trigger('click');
    expect((at('name').element as HTMLInputElement).value).toBe('Television');
    await save();
    expect(parseSdp(announced(fake)[0]?.sdp ?? '').ok).toBe(true);
  });

  it('keeps what was typed while the core cannot be reached, and says so', async () => {
    const { wire, view, at, save } = await form();
    await at('name').setValue('Radio');
    wire.become('lost');
    await save();
    expect(view.get('[data-testid="draft-failure"]').text()).toContain('connection');
    expect(useDirectory().editing).toBeDefined();
  });
});

describe('an own session', () => {
  it('is changed in its fields', async () => {
    const { fake, at, save } = await form(OWN);
    expect((at('name').element as HTMLInputElement).value).toBe('Open house');
    await at('name').setValue('Open house, later');
    await save();
    expect(announced(fake)[0]?.sdp).toMatch(/^o=alice 3990000000 /m);
    expect(announced(fake)[0]?.sdp).toContain('s=Open house, later');
  });
});

describe('a form with changes', () => {
  const row = '[data-testid="session-row"]';
  const press = async (selector: string): Promise<void> => {
    document.querySelector<HTMLElement>(selector)?.click();
    await settle();
  };
  const asked = (): boolean => document.querySelector('[role="alertdialog"]') !== null;

  it('is left for another session only after a question', async () => {
    const { view, at } = await form(OWN);
    await at('name').setValue('Open house, later');
    await press(row);
    expect(asked()).toBe(true);
    await press('[role="alertdialog"] .button:not(.stop)');
    expect([asked(), (at('name').element as HTMLInputElement).value]).toEqual([false, 'Open house, later']);
    await press(row);
    await press('[data-testid="confirm"]');
    expect([asked(), useDirectory().editing]).toEqual([false, undefined]);
    expect(useDirectory().selectedId).toBe(document.querySelector(row)?.getAttribute('data-id'));
    expect(view.find('[data-testid="session-details"]').exists()).toBe(true);
  });

  it('is left for another form, or the week, only after a question', async () => {
    const { at, view } = await form(OWN);
    await at('key').setValue('Team');
    await press('[data-testid="session-new"]');
    expect(asked()).toBe(true);
    await press('[data-testid="confirm"]');
    expect((at('name').element as HTMLInputElement).value).toBe('');
    await at('text').trigger('click');
    await at('name').setValue('Radio');
    await at('text').trigger('click');
    await view.get('[data-testid="sessions-week"]').trigger('mousedown', { button: 0 });
    await settle();
    expect([asked(), useDirectory().tab]).toEqual([true, 'list']);
    await press('[data-testid="confirm"]');
    expect([useDirectory().tab, useDirectory().editing]).toEqual(['week', undefined]);
  });

  it.each(['nothing was entered', 'it is as it was', 'only its text was looked at'])('is left at once where %s', async (how) => {
    const { at } = await form(OWN);
    if (how === 'it is as it was') {
      await at('name').setValue('Later');
      await at('name').setValue('Open house');
    }
    if (how.startsWith('only')) {
      await at('text').trigger('click');
      await at('fields').trigger('click');
    }
    await press(row);
    expect([asked(), useDirectory().editing]).toEqual([false, undefined]);
  });
});
