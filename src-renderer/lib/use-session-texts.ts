/** Announced sessions in the person's language. */
import { useI18n } from 'vue-i18n';
import type { SessionEntry } from './session-entry.ts';
import type { SessionCodec, SessionMedia } from './session-media.ts';
import { useFormat } from './use-format.ts';

export interface SessionTexts {
  title(entry: SessionEntry): string;
  /** At the end of a row: `in 2 h`, `until 15:00`, `deleted`. */
  time(entry: SessionEntry, nowMs: number): string;
  /** `L24 48 kHz, 2 channels`. */
  codec(codec: SessionCodec): string;
  /** The first stream in a few words, and how many more there are. */
  media(entry: SessionEntry): string;
  /** `239.69.1.2:5004`. */
  place(media: SessionMedia): string;
}

export function useSessionTexts(): SessionTexts {
  const { t } = useI18n();
  const format = useFormat();

  function title({ name, session, description }: SessionEntry): string {
    if (name !== '') return name;
    const address = session.sources[0]?.address ?? '';
    if (session.privacy === 'no-key') return t('sessions.privateName', { address });
    if (!description) return t('sessions.unreadable');
    return address === '' ? t('sessions.noName') : t('sessions.noNameOf', { address });
  }

  function time({ session, group, occurrence }: SessionEntry, nowMs: number): string {
    if (session.removed) return t(`sessions.removedShort.${session.removed.reason}`);
    if (group === 'over') return t('sessions.removedShort.ended');
    if (!occurrence || group === 'permanent' || occurrence.startMs === -Infinity && occurrence.endMs === Infinity) return '';
    if (occurrence.startMs > nowMs) return format.relative(occurrence.startMs - nowMs);
    return Number.isFinite(occurrence.endMs) ? t('sessions.until', { time: format.minute(occurrence.endMs, nowMs) }) : t('sessions.noEnd');
  }

  function codec({ name, rateHz, channels }: SessionCodec): string {
    const rate = rateHz === undefined ? '' : ` ${t('sessions.khz', { rate: format.number(rateHz / 1000, rateHz % 1000 === 0 ? 0 : 1) })}`;
    return name + rate + (channels !== undefined && channels > 1 ? `, ${t('sessions.channels', { n: format.number(channels) }, channels)}` : '');
  }

  function media(entry: SessionEntry): string {
    const [first] = entry.media;
    if (!first) return '';
    const more = entry.media.length > 1 ? ` · ${t('sessions.streams', { n: format.number(entry.media.length) }, entry.media.length)}` : '';
    return `${first.codecs[0] ? codec(first.codecs[0]) : first.kind} · ${place(first)}${more}`;
  }

  return { title, time, codec, media, place };
}

function place({ address, port }: SessionMedia): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
