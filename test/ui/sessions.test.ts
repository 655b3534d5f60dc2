// @vitest-environment happy-dom
/** The session directory as a person sees it. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import CallCard from '../../src-renderer/components/CallCard.vue';
import JoinedBar from '../../src-renderer/components/JoinedBar.vue';
import SessionKeys from '../../src-renderer/components/SessionKeys.vue';
import SessionSettings from '../../src-renderer/components/SessionSettings.vue';
import { useReminders } from '../../src-renderer/lib/use-reminders.ts';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useDirectory } from '../../src-renderer/stores/directory.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import SessionsView from '../../src-renderer/views/SessionsView.vue';
import { HOSTILE, fixture, settle } from './fixture.ts';

beforeAll(() => {
  HTMLElement.prototype.scrollTo = () => {};
});

afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

const asked = (fake: { called: { method: string; params: unknown }[] }, method: string): unknown[] => fake.called.filter((call) => call.method === method).map((call) => call.params);
const STUDIO = '- 1311738121 IN IP4 192.0.2.71';
const WEEKLY = 'mhandley 2890844526 IN IP4 192.0.2.50';
const OWN = 'alice 3990000000 IN IP4 192.0.2.20';

/** The view, with that session open. */
async function opened(id: string, locale: 'en' | 'de' = 'en') {
  const all = await fixture('full', locale);
  useDirectory().selectedId = id;
  const view = all.mount(SessionsView);
  await settle();
  return { ...all, view, details: () => view.get('[data-testid="session-details"]') };
}

describe('the list of sessions', () => {
  it('says what is listened to while nothing is announced, and what may be', async () => {
    const { fake, mount } = await fixture('empty');
    const view = mount(SessionsView);
    expect(view.get('[data-testid="sessions-empty"]').text()).toContain('ffmpeg');
    fake.emit('session.groups', [{ group: '224.2.127.254', port: 9875, interface: '192.0.2.20', state: 'failed', packets: 0, refused: 0, error: { code: 'x', message: 'No route.' } }]);
    await settle();
    expect(view.get('[data-testid="session-groups"]').text()).toContain('No route.');
    expect(view.get('[data-testid="sessions-listening"]').text()).toBe('Not listening');
  });

  it('groups them, marks them, and is walked with the keys', async () => {
    const { view } = await opened('');
    expect(view.findAll('[data-testid="session-head"]').map((head) => head.text())).toEqual(['Now 1', 'Next 1', 'All the time 2', 'Private, no key 1', 'Over 1']);
    const row = (name: string) => view.findAll('[data-testid="session-row"]').find((one) => one.text().includes(name));
    expect(row('Open house')?.text()).toContain('mine');
    expect(row('Engineering Weekly')?.text()).toMatch(/in 4\d min/);
    expect(row('Studio A')?.html()).toContain('1 warning');
    expect(row('192.0.2.88')?.text()).toContain('Private session');
    const list = view.get('[data-testid="session-list"]');
    await list.trigger('keydown', { key: 'End' });
    expect(view.get('[data-testid="session-state"]').text()).toContain('Its time has passed');
    await list.trigger('keydown', { key: 'Home' });
    expect(view.get('[data-testid="session-details"] h2').text()).toBe('Open house');
  });

  it('is searched and filtered, and says so where nothing fits', async () => {
    const { view } = await opened('');
    await view.get('[data-testid="session-search"]').setValue('l24 studio');
    expect(view.findAll('[data-testid="session-row"]').map((row) => row.attributes('data-id'))).toEqual([STUDIO]);
    await view.get('[data-testid="session-filter"]').setValue('own');
    expect(view.text()).toContain('No session fits.');
  });

  it('follows what is heard, and bears text that means harm', async () => {
    const { fake, view } = await opened('');
    fake.sessions.hear({ id: 'x', sdp: `v=0\r\no=- 1 1 IN IP4 192.0.2.3\r\ns=${HOSTILE}\r\ni=${HOSTILE}\r\nu=javascript:alert(1)\r\nt=0 0` });
    await settle(1_500);
    const row = view.get('[data-id="x"]');
    await row.trigger('click');
    await settle();
    expect(view.find('img').exists()).toBe(false);
    expect(view.find('a[href^="javascript"]').exists()).toBe(false);
    expect(view.get('[data-testid="session-details"]').text().length).toBeLessThan(3_000);
    await fake.emit('session.removed', { id: 'x' });
    await settle(1_500);
    expect(view.find('[data-id="x"]').exists()).toBe(false);
  });

  it('stays usable with thousands', async () => {
    const { fake, view } = await opened('');
    for (let index = 0; index < 5_000; index++) fake.sessions.hear({ id: `s${index}`, sdp: `v=0\r\no=- ${index} 1 IN IP4 192.0.2.3\r\ns=Stream ${index}\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\nc=IN IP4 239.0.0.1/1` });
    await settle(3_000);
    expect(view.findAll('[data-testid="session-row"]').length).toBeLessThan(60);
    await view.get('[data-testid="session-search"]').setValue('stream 4711');
    expect(view.findAll('[data-testid="session-row"]').map((row) => row.attributes('data-id'))).toEqual(['s4711']);
  });
});

describe('the details of a session', () => {
  it('say what it carries, who announces it, and what is odd', async () => {
    const { details } = await opened(STUDIO);
    expect(details().get('[data-testid="session-warning"]').text()).toContain('192.0.2.66 wanted to delete it');
    expect(details().get('[data-testid="session-media"]').text()).toContain('L24 48 kHz, 2 channels');
    expect(details().get('[data-testid="session-media"]').text()).toContain('239.69.11.44:5004');
    expect(details().get('[data-testid="session-sources"]').text()).toContain('192.0.2.71');
  });

  it('explain its lines, and show what has changed', async () => {
    const { details } = await opened(STUDIO);
    await details().get('[data-testid="session-tab-sdp"]').trigger('mousedown', { button: 0 });
    expect(details().text()).toContain('RFC 8866 5.14');
    await details().get('[data-testid="session-tab-changes"]').trigger('mousedown', { button: 0 });
    const changed = details().findAll('[data-testid="diff-line"].changed').map((line) => line.text());
    expect(changed).toHaveLength(2);
    expect(changed[1]).toContain('s=Studio A');
  });

  it('put the number into the dial field, and open only https', async () => {
    const { details } = await opened(WEEKLY);
    expect(details().get('a').attributes('href')).toBe('https://example.org/weekly');
    expect(details().findAll('[data-testid="session-times"] li')).toHaveLength(6);
    await details().get('[data-testid="session-dial"]').trigger('click');
    expect([useUi().view, useUi().dialText]).toEqual(['phone', '+442079460123']);
  });

  it('set a reminder, which is told when the core says so', async () => {
    const { fake, details, mount } = await opened(WEEKLY);
    mount({ setup: useReminders, template: '<i />' });
    expect((details().get('[data-testid="session-remind"]').element as HTMLSelectElement).value).toBe('15');
    await details().get('[data-testid="session-remind"]').setValue('5');
    expect(asked(fake, 'session.remind')).toEqual([{ id: WEEKLY, minutes: 5 }]);
    fake.emit('session.reminder', { id: WEEKLY, startsAtMs: Date.now() + 5 * 60_000 });
    await settle();
    expect(useUi().notices.map(({ key, values }) => [key, values?.['name'], values?.['when']])).toEqual([['sessionBegins', 'Engineering Weekly', 'in 5 min.']]);
  });

  it('call somebody into it, and the call says where it leads', async () => {
    const { fake, details, mount } = await opened(STUDIO);
    await details().get('[data-testid="session-invite"]').trigger('click');
    await settle();
    await details().get('[data-testid="session-invite-target"]').setValue(' sip:bob@example.org ');
    await details().get('[data-testid="session-invite-panel"]').trigger('submit');
    await settle();
    expect(asked(fake, 'session.invite')).toEqual([{ id: STUDIO, target: 'sip:bob@example.org' }]);
    const [call] = useCalls().list;
    const card = mount(CallCard, { call: { ...call, state: 'confirmed', answeredAtMs: 1, invitation: { name: HOSTILE, groups: ['239.69.1.1:5004'], mayTalk: false } }, selected: true });
    expect(card.get('[data-testid="call-invitation"]').text()).toMatch(/^In the session “.*It can only be listened to\.$/s);
    expect([card.find('[data-testid="hold"]').exists(), card.find('[data-testid="hangup"]').exists()]).toEqual([false, true]);
  });

  it('delete an own one only after a question', async () => {
    const { fake, details } = await opened(OWN, 'de');
    expect(details().get('[data-testid="session-announcing"]').text()).toContain('239.255.255.255');
    await details().get('[data-testid="session-delete"]').trigger('click');
    await settle();
    expect(asked(fake, 'session.withdraw')).toEqual([]);
    document.querySelector<HTMLElement>('[data-testid="confirm"]')?.click();
    await settle(1_500);
    expect(asked(fake, 'session.withdraw')).toEqual([{ id: OWN }]);
    expect(details().get('[data-testid="session-state"]').text()).toContain('Von Ihnen gelöscht');
    await details().get('[data-testid="session-forget"]').trigger('click');
    await settle(1_500);
    expect(useDirectory().sessions.some(({ id }) => id === OWN)).toBe(false);
  });
});

describe('the week', () => {
  it('has a column for each day, is walked with the arrows, and opens a session', async () => {
    const { view } = await opened('');
    await view.get('[data-testid="sessions-week"]').trigger('mousedown', { button: 0 });
    await settle();
    expect(view.findAll('[data-testid="session-week"] th')).toHaveLength(7);
    const blocks = () => view.findAll('[data-testid="week-block"]');
    expect(blocks().map((block) => block.attributes('tabindex')).filter((index) => index === '0')).toHaveLength(1);
    (blocks()[0]?.element as HTMLElement).focus();
    await blocks()[0]?.trigger('keydown', { key: 'End' });
    await settle();
    expect(document.activeElement?.textContent).toContain('Engineering Weekly');
    await view.get('[data-testid="week-next"]').trigger('click');
    expect(blocks().map((block) => block.text())).toHaveLength(1);
    await blocks()[0]?.trigger('click');
    expect([useDirectory().tab, useDirectory().selectedId]).toEqual(['list', WEEKLY]);
  });
});

describe('the settings of the directory', () => {
  it('take what is right', async () => {
    const { fake, mount } = await fixture('full');
    const form = mount(SessionSettings);
    await form.get('[data-testid="sap-ttl"]').setValue('300');
    expect(form.text()).toContain('A number from 1 to 255.');
    await form.get('[data-testid="sap-ttl"]').setValue('1');
    await form.get('[data-testid="sap-interface"]').setValue('10.8.0.6');
    await form.get('[data-testid="recorder-outside"]').trigger('click');
    await form.trigger('submit');
    await settle();
    expect(asked(fake, 'settings.save')).toEqual([{ sapListen: true, sapInterface: '10.8.0.6', sapTtl: 1, recorderOutside: true, playerOutside: false }]);
  });
});

describe('a joined session', () => {
  async function joinedTo(id: string) {
    const all = await opened(id);
    await all.details().get('[data-testid="session-join-interface"]').setValue('10.8.0.6');
    await all.details().get('[data-testid="session-join"]').trigger('click');
    await settle();
    return { ...all, panel: () => all.view.get('[data-testid="joined"]') };
  }

  it('is joined on the chosen interface; its sources are heard, muted, recorded, and it is left', async () => {
    const { fake, view, panel } = await joinedTo(STUDIO);
    expect(asked(fake, 'session.join')).toEqual([{ id: STUDIO, interface: '10.8.0.6' }]);
    expect(panel().get('[data-testid="joined-source"]').text()).toContain('Studio');
    expect(panel().get('[role="meter"]').attributes('aria-valuenow')).not.toBe('0');
    await panel().get('[data-testid="joined-mute"]').trigger('click');
    await panel().get('[data-testid="joined-record"]').trigger('click');
    await settle();
    expect(asked(fake, 'session.mute')).toEqual([{ id: STUDIO, ssrc: 0x1234_5678, muted: true }]);
    expect(asked(fake, 'session.record')).toEqual([{ id: STUDIO, on: true }]);
    expect(panel().get('[role="meter"]').attributes('aria-valuenow')).toBe('0');
    await panel().get('[data-testid="joined-leave"]').trigger('click');
    await settle();
    expect(view.find('[data-testid="joined"]').exists()).toBe(false);
    expect(view.find('[data-testid="session-join"]').exists()).toBe(true);
  });

  it('has a sound played into it, until that is stopped', async () => {
    const { fake, panel } = await joinedTo(OWN);
    await panel().get('[data-testid="joined-play"]').trigger('click');
    await settle();
    const sound = (panel().get('[data-testid="joined-sound"]').element as HTMLSelectElement).value;
    await panel().get('[data-testid="joined-play-start"]').trigger('submit');
    await settle();
    expect(asked(fake, 'session.play')).toEqual([{ id: OWN, sound }]);
    expect(panel().get('[data-testid="joined-stop"]').text()).toContain(sound);
    await panel().get('[data-testid="joined-stop"]').trigger('click');
    await settle();
    expect(asked(fake, 'session.stopPlay')).toEqual([{ id: OWN }]);
    expect(panel().find('[data-testid="joined-play"]').exists()).toBe(true);
  });

  it('is talked into while a key is held, and latched by a short stroke', async () => {
    const { fake, panel } = await joinedTo(OWN);
    const talk = (): unknown[] => asked(fake, 'session.talk').map((params) => (params as { on: boolean }).on);
    const button = panel().get('[data-testid="joined-talk"]');
    await button.trigger('keydown', { key: ' ' });
    await settle(1_000);
    expect([talk(), button.attributes('aria-pressed')]).toEqual([[true], 'true']);
    await button.trigger('keyup', { key: ' ' });
    await settle();
    expect(talk()).toEqual([true, false]);
    await button.trigger('pointerdown', { button: 0 });
    window.dispatchEvent(new Event('pointerup'));
    await settle(1_000);
    expect([talk(), button.attributes('aria-pressed')]).toEqual([[true, false, true], 'true']);
    await button.trigger('pointerdown', { button: 0 });
    window.dispatchEvent(new Event('pointerup'));
    await settle();
    expect(talk()).toEqual([true, false, true, false]);
  });

  it('stays in sight elsewhere, and says why it ended', async () => {
    const { fake, view, mount } = await joinedTo(STUDIO);
    const strip = mount(JoinedBar);
    expect(strip.get('[data-testid="joined-strip"]').text()).toContain('A session');
    fake.emit('joined.ended', { id: STUDIO, error: { code: 'x', message: 'The interface has gone.' } });
    await settle();
    expect(strip.find('[data-testid="joined-strip"]').exists()).toBe(false);
    expect(view.get('[data-testid="session-join-failure"]').text()).toContain('The interface has gone.');
  });

  it('may come out of a file', async () => {
    const { fake, view } = await opened('');
    const text = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=M\xfcller\r\na=charset:ISO-8859-1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\nc=IN IP4 239.1.2.3/8\r\n';
    await useDirectory().openFiles([new File([Uint8Array.from(text, (character) => character.charCodeAt(0))], 'radio.sdp')]);
    await settle(1_500);
    expect(view.get('[data-testid="session-details"] h2').text()).toBe('Müller');
    expect(view.get('[data-testid="session-state"]').text()).toContain('radio.sdp');
    await view.get('[data-testid="session-join"]').trigger('click');
    await settle();
    expect(asked(fake, 'session.join')).toMatchObject([{ sdp: expect.stringContaining('s=Müller') }]);
    expect(view.find('[data-testid="joined"]').exists()).toBe(true);
    await view.get('[data-testid="session-announce"]').trigger('click');
    await settle();
    const typed = (view.get('[data-testid="draft-sdp"]').element as HTMLTextAreaElement).value;
    expect([typed.includes('s=Müller'), typed.includes('charset'), /^o=- 3990000001 /m.test(typed)]).toEqual([true, false, true]);
  });

  it('may come from the desktop, byte by byte', async () => {
    const { fake, view } = await opened('');
    fake.emit('file.opened', { name: 'radio.sdp', content: 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=M\xfcller\r\na=charset:ISO-8859-1\r\nt=0 0\r\n' });
    await settle(1_500);
    expect(view.get('[data-testid="session-details"] h2').text()).toBe('Müller');
  });
});

describe('keys of private sessions', () => {
  async function keys() {
    const all = await fixture('full');
    const view = all.mount(SessionKeys);
    const at = (name: string) => view.get(`[data-testid="${name}"]`);
    return { ...all, view, at, names: () => view.findAll('[data-testid="session-key"] strong').map((one) => one.text()) };
  }

  it('are made of a passphrase', async () => {
    const { fake, view, at, names } = await keys();
    expect(names()).toEqual(['Team']);
    await at('key-form').trigger('submit');
    expect(view.text()).toContain('Enter a name and a passphrase.');
    await at('key-name').setValue('Crew');
    await at('key-passphrase').setValue('a long sentence');
    expect(at('key-passphrase').attributes('type')).toBe('password');
    await at('key-form').trigger('submit');
    await settle();
    expect(asked(fake, 'session.keyAdd')).toEqual([{ name: 'Crew', passphrase: 'a long sentence' }]);
    expect([names(), (at('key-passphrase').element as HTMLInputElement).value]).toEqual([['Team', 'Crew'], '']);
  });

  it('are taken as a link, and shared as one', async () => {
    const { view, at, names } = await keys();
    await at('key-take-link').setValue('https://example.org');
    await at('key-take-form').trigger('submit');
    await settle();
    expect(at('key-take-form').text()).toContain('This is no link of a session key.');
    await at('key-take-link').setValue(' rung://session-key?name=Crew&key=abc ');
    await at('key-take-form').trigger('submit');
    await settle();
    expect(names()).toEqual(['Team', 'Crew']);
    expect(view.find('[data-testid="key-link"]').exists()).toBe(false);
    await at('key-share').trigger('click');
    await settle();
    expect(at('key-link').text()).toContain('rung://session-key?name=Team&key=');
  });

  it('are removed only after a question', async () => {
    const { fake, at, names } = await keys();
    await at('key-remove').trigger('click');
    await settle();
    expect(asked(fake, 'session.keyRemove')).toEqual([]);
    document.querySelector<HTMLElement>('[data-testid="confirm"]')?.click();
    await settle();
    expect([asked(fake, 'session.keyRemove'), names()]).toEqual([[{ name: 'Team' }], []]);
  });
});
