/** A joined session as the screen shows it. */
import type { JoinedSession } from '../../src-shared/session-model.ts';
import type { GroupFigures, GroupSource } from '../media/group-port.ts';
import type { JoinableMedium } from '../sdp/joined-media.ts';

/** Who has not been heard for so long is silent. */
const SILENCE_MS = 10_000;
/** Loud enough, and lately, to count as speech. */
const TALKING_LEVEL = 0.02;
const TALKING_WITHIN_MS = 1000;

/** `on`: our address. */
export function newSnapshot(id: string, name: string, media: JoinableMedium[], on: string): JoinedSession {
  return {
    id, name, media: media.map((medium, index) => mediumOf(medium, index, on)), sources: [],
    canTalk: media.some(({ talk }) => talk !== undefined), talking: false, mutedByCall: false,
  };
}

function mediumOf({ group, port, formats: [first] }: JoinableMedium, index: number, on: string): JoinedSession['media'][number] {
  const { codec = '', clockRateHz = 0, channels = 1 } = first ?? {};
  // RFC 3551 4.5.2: the clock of G.722 is half its sample rate.
  const sampleRateHz = codec === 'G722' ? 2 * clockRateHz : clockRateHz;
  return { index, group, port, codec, sampleRateHz, channels, interface: on, state: 'silent' };
}

/** What the figures change. */
export function withFigures(media: JoinedSession['media'], { sources }: GroupFigures, wallMs: number): Pick<JoinedSession, 'media' | 'sources'> {
  const isSilent = (index: number): boolean => !sources.some(({ medium, silentForMs }) => medium === index && silentForMs < SILENCE_MS);
  return {
    sources: sources.map((source) => sourceOf(source, wallMs)),
    media: media.map((medium) => ({ ...medium, state: isSilent(medium.index) ? 'silent' as const : 'receiving' as const })),
  };
}

function sourceOf({ medium, isMuted, silentForMs, ...figures }: GroupSource, wallMs: number): JoinedSession['sources'][number] {
  const talking = figures.level >= TALKING_LEVEL && silentForMs < TALKING_WITHIN_MS;
  return { ...figures, mediaIndex: medium, muted: isMuted, lastHeardAtMs: Math.round(wallMs - silentForMs), talking };
}
