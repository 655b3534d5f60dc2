/** What was passed over while a file was read: each kind once, with how often. */
import type { RungError } from '../errors.ts';
import { rungError } from '../errors.ts';

type Params = Record<string, number>;

const NOTES = {
  cut: (params: Params) => rungError('capture-cut', `The file ends in the middle of a packet, at byte ${params.offset}: it was cut off. What came before is shown.`, params),
  damaged: (params: Params) => rungError('capture-damaged', `The file is damaged at byte ${params.offset}: what follows cannot be read. What came before is shown.`, params),
  snapped: (params: Params) => rungError('capture-snapped', `${params.count} packets were captured shorter than they were. Capture again without a limit (tcpdump -s 0).`, params),
  linkType: (params: Params) => rungError('capture-link-type', `${params.count} packets are of link type ${params.linkType}, which is not read here.`, params),
  tcpGap: (params: Params) => rungError('capture-tcp-gap', `${params.count} pieces of TCP connections are missing in the capture; messages in them are lost.`, params),
  fragment: (params: Params) => rungError('capture-fragment', `${params.count} packets are fragments of which others are missing.`, params),
  messages: (params: Params) => rungError('capture-messages', `${params.count} SIP messages are left out: a file of this size is not made of so many calls, addresses or copies.`, params),
  announcements: (params: Params) => rungError('capture-announcements', `${params.count} announcements of sessions are left out: a file of this size is not made of so many.`, params),
  tcpOpen: (params: Params) => rungError('capture-tcp-open', `${params.count} halves of messages over TCP are left out: too many connections had not sent the rest.`, params),
  packets: (params: Params) => rungError('capture-packets', `${params.count} RTP packets are left out: they are too many and too short for sound.`, params),
  streams: (params: Params) => rungError('capture-streams', `${params.count} RTP packets are of more streams than are kept of a file of this size.`, params),
} as const;

type NoteKind = keyof typeof NOTES;

export interface Notes {
  /** Once more, or `times`; other `params` are those of the first time. */
  add(kind: NoteKind, params?: Params, times?: number): void;
  readonly list: readonly RungError[];
}

export function createNotes(): Notes {
  const noted = new Map<NoteKind, Params>();
  return {
    add(kind, params = {}, times = 1) {
      const known = noted.get(kind);
      if (known) known.count = (known.count ?? 0) + times;
      else noted.set(kind, { ...params, count: times });
    },
    get list() {
      return [...noted].map(([kind, params]) => NOTES[kind]({ ...params }));
    },
  };
}
