import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { linkIn } from '../../../src-main/hosts/electron/links.ts';
import { guardNavigation, guardPermissions } from '../../../src-main/hosts/electron/security.ts';
import { windowOptions } from '../../../src-main/hosts/electron/window.ts';

type OpenHandler = (details: { url: string }) => { action: string };

function guardedContents(): { contents: EventEmitter; open: OpenHandler; opened: string[] } {
  const app = new EventEmitter();
  const opened: string[] = [];
  guardNavigation(app as unknown as App, { openExternal: async (url) => void opened.push(url) });
  let open: OpenHandler = () => ({ action: 'allow' });
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: (handler: OpenHandler) => void (open = handler) });
  app.emit('web-contents-created', {}, contents);
  return { contents, open: (details) => open(details), opened };
}

describe('navigation', () => {
  it.each(['will-navigate', 'will-redirect'])('%s leaves our origin never', (name) => {
    const { contents } = guardedContents();
    const prevented = (url: string): boolean => {
      const preventDefault = vi.fn();
      contents.emit(name, { url, preventDefault });
      return preventDefault.mock.calls.length === 1;
    };
    expect(prevented('app://rung/index.html')).toBe(false);
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'app://other/', 'app://rung.evil.example/', 'javascript:alert(1)', 'nonsense']) {
      expect(prevented(url), url).toBe(true);
    }
  });

  it('opens no windows; https goes to the browser, nothing else does', () => {
    const { open, opened } = guardedContents();
    for (const url of ['https://example.org/', 'http://example.org/', 'file:///etc/passwd', 'sip:a@b']) expect(open({ url }).action).toBe('deny');
    expect(opened).toEqual(['https://example.org/']);
  });

  it('attaches no webview', () => {
    const { contents } = guardedContents();
    const preventDefault = vi.fn();
    contents.emit('will-attach-webview', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});

type Details = { isMainFrame: boolean; requestingUrl: string; mediaTypes?: string[] };

function permissions(): { ask: (permission: string, details: Details) => boolean; check: (permission: string, origin: string, details: object) => boolean } {
  let request: (contents: unknown, permission: string, allow: (granted: boolean) => void, details: Details) => void = () => {};
  let check: (contents: unknown, permission: string, origin: string, details: object) => boolean = () => true;
  guardPermissions({
    setPermissionRequestHandler: (handler: unknown) => void (request = handler as typeof request),
    setPermissionCheckHandler: (handler: unknown) => void (check = handler as typeof check),
  } as unknown as Session);
  return {
    ask(permission, details) {
      let granted = true;
      request({}, permission, (answer) => void (granted = answer), details);
      return granted;
    },
    check: (permission, origin, details) => check({}, permission, origin, details),
  };
}

describe('permissions', () => {
  const ours = { isMainFrame: true, requestingUrl: 'app://rung/index.html' };

  it('are given for the microphone, the speaker and notifications of our main frame', () => {
    const { ask, check } = permissions();
    expect(ask('media', { ...ours, mediaTypes: ['audio'] })).toBe(true);
    expect(ask('speaker-selection', ours)).toBe(true);
    expect(check('media', 'app://rung/', { isMainFrame: true, mediaType: 'audio' })).toBe(true);
  });

  it('are given for nothing else', () => {
    const { ask, check } = permissions();
    expect(ask('media', { ...ours, mediaTypes: ['audio', 'video'] })).toBe(false);
    expect(ask('media', ours)).toBe(false);
    expect(ask('geolocation', ours)).toBe(false);
    expect(ask('media', { ...ours, isMainFrame: false, mediaTypes: ['audio'] })).toBe(false);
    expect(ask('media', { isMainFrame: true, requestingUrl: 'https://evil.example/', mediaTypes: ['audio'] })).toBe(false);
    expect(check('media', 'app://rung/', { isMainFrame: true, mediaType: 'video' })).toBe(false);
    expect(check('media', 'https://evil.example', { isMainFrame: true, mediaType: 'audio' })).toBe(false);
    expect(check('usb', 'app://rung/', { isMainFrame: true })).toBe(false);
  });
});

describe('the window', () => {
  it('is sandboxed and isolated', () => {
    expect(windowOptions('/preload.cjs').webPreferences).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, backgroundThrottling: false, preload: '/preload.cjs',
    });
  });
});

describe('links on the command line', () => {
  it.each([
    [['rung', 'sip:bob@example.org'], 'sip:bob@example.org'],
    [['rung', '--flag', 'tel:+4930123'], 'tel:+4930123'],
    [['rung', 'callto:bob@example.org'], 'sip:bob@example.org'],
    [['rung'], undefined],
    [['rung', 'https://example.org'], undefined],
    [['rung', 'sip:bob@x\r\nVia: evil'], undefined],
    [['rung', `sip:${'a'.repeat(3000)}`], undefined],
  ])('%j', (args, expected) => {
    expect(linkIn(args)).toBe(expected);
  });
});
