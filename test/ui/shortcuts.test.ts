// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import App from '../../src-renderer/App.vue';
import { useCalls } from '../../src-renderer/stores/calls.ts';
import { useUi } from '../../src-renderer/stores/ui.ts';
import type { Fixture } from './fixture.ts';
import { fixture, settle } from './fixture.ts';

let all: Fixture;
let app: ReturnType<Fixture['mount']>;
beforeEach(async () => {
  all = await fixture('full');
  app = all.mount(App);
});
afterEach(() => {
  app.unmount();
  vi.useRealTimers();
  document.body.innerHTML = '';
});

async function press(key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }));
  await settle(5);
}

const asked = (method: string): number => all.fake.called.filter((call) => call.method === method).length;

async function talk(): Promise<void> {
  void useCalls().dial({ target: 'bob@example.org' });
  await settle(3_000);
}

describe('the keyboard', () => {
  it('reaches every view and the dial field', async () => {
    for (const [key, view] of [['2', 'people'], ['3', 'calls'], ['4', 'trace'], ['5', 'sessions'], ['6', 'settings'], ['1', 'phone']] as const) {
      await press(key, { ctrlKey: true });
      expect(useUi().view).toBe(view);
    }
    await press('2', { metaKey: true });
    await press('/');
    expect(document.activeElement?.getAttribute('data-testid')).toBe('dial-input');
  });

  it('types digits into the dial field, and into a call as DTMF', async () => {
    await press('4');
    expect(app.get<HTMLInputElement>('[data-testid="dial-input"]').element.value).toBe('4');
    expect(document.activeElement?.getAttribute('data-testid')).toBe('dial-input');
    (document.activeElement as HTMLElement).blur();
    await talk();
    await press('5');
    await press('#');
    expect(all.fake.called.filter(({ method }) => method === 'call.dtmf').map(({ params }) => params)).toMatchObject([{ digits: '5' }, { digits: '#' }]);
  });

  it('mutes and holds, but not while something is typed', async () => {
    await talk();
    await press('m');
    await press('H');
    expect([asked('call.mute'), asked('call.hold')]).toEqual([1, 1]);
    app.get<HTMLInputElement>('[data-testid="dial-input"]').element.focus();
    await press('m');
    expect(asked('call.mute')).toBe(1);
  });

  it('records, joins, and opens what can be played and how loud it is', async () => {
    await talk();
    await press('h');
    await talk();
    await press('r');
    await press('C');
    expect([asked('call.record'), asked('conference.add')]).toEqual([1, 1]);
    await press('p');
    expect(app.find('[data-testid="play-panel"]').exists()).toBe(true);
    (document.activeElement as HTMLElement).blur();
    await press('g');
    expect([app.find('[data-testid="play-panel"]').exists(), app.find('[data-testid="gain-panel"]').exists()]).toEqual([false, true]);
  });

  it('gives an attempt up with one Esc, a conversation with two', async () => {
    void useCalls().dial({ target: 'bob@example.org' });
    await settle(900);
    await press('Escape');
    expect(asked('call.hangup')).toBe(1);
    await talk();
    await press('Escape');
    expect(asked('call.hangup')).toBe(1);
    expect(useUi().notices.map((notice) => notice.key)).toContain('escapeAgain');
    await press('Escape');
    expect(asked('call.hangup')).toBe(2);
  });

  it('does not take two strokes far apart for one wish', async () => {
    await talk();
    await press('Escape');
    await settle(3_000);
    await press('Escape');
    expect(asked('call.hangup')).toBe(0);
  });

  it('answers with Enter, never declines with Esc', async () => {
    all.fake.incoming({});
    await settle();
    await press('Escape');
    expect(asked('call.decline') + asked('call.hangup')).toBe(0);
    await press('Enter');
    expect(asked('call.answer')).toBe(1);
  });

  it('shows its own list', async () => {
    await press('?');
    await nextTick();
    expect(document.body.textContent).toContain('Mute on and off');
  });
});

describe('the window', () => {
  it('names the ringing call in its title', async () => {
    all.fake.incoming({});
    await settle();
    expect(document.title).toContain('Carol Pérez is calling');
  });

  it('says that the connection is lost', async () => {
    all.wire.become('lost');
    await nextTick();
    expect(app.text()).toContain('Reconnecting');
  });
});
