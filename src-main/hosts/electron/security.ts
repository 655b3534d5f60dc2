/** What the page may not do (Electron's security checklist): leave its origin, open windows, embed webviews, or ask for
 *  anything but sound and notifications. */
import type { App, Session, Shell, WebContents } from 'electron';
import { APP_ORIGIN } from './app-protocol.ts';

/** Applies to every web contents that ever comes to be. */
export function guardNavigation(app: Pick<App, 'on'>, shell: Pick<Shell, 'openExternal'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (details) => refuseForeign(details));
    contents.on('will-redirect', (details) => refuseForeign(details));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isHttps(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

function refuseForeign(details: { url: string; preventDefault(): void }): void {
  if (originOf(details.url) !== APP_ORIGIN) details.preventDefault();
}

/** Microphone, choice of speaker and notifications, for our main frame only. Both handlers: one asks, one checks. */
export function guardPermissions(session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>): void {
  session.setPermissionRequestHandler((_contents, permission, allow, details) => {
    const media = (details as { mediaTypes?: string[] }).mediaTypes ?? [];
    const onlyAudio = permission !== 'media' || (media.length > 0 && media.every((type) => type === 'audio'));
    allow(ALLOWED.has(permission) && onlyAudio && details.isMainFrame && originOf(details.requestingUrl) === APP_ORIGIN);
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    const onlyAudio = permission !== 'media' || details.mediaType === 'audio';
    return ALLOWED.has(permission) && onlyAudio && details.isMainFrame && originOf(origin) === APP_ORIGIN;
  });
}

const ALLOWED = new Set<string>(['media', 'speaker-selection', 'notifications']);

/** `scheme://host`; URL.origin is `null` for schemes that only Electron knows. */
function originOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.protocol}//${parsed.host}` : undefined;
}

function isHttps(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:';
}
