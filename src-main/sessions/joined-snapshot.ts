/** A joined session as the screen shows it. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
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
export function withFigures(media: JoinedSession['media'], { sources, flooded }: GroupFigures, wallMs: number): Pick<JoinedSession, 'media' | 'sources'> {
  const isHeard = (index: number): boolean => sources.some(({ medium, silentForMs }) => medium === index && silentForMs < SILENCE_MS);
  return {
    sources: sources.map((source) => sourceOf(source, wallMs)),
    media: media.map(({ error: _before, ...medium }) => {
      if (flooded[medium.index]) return { ...medium, state: 'failed', error: floodError(medium.group) };
      return { ...medium, state: isHeard(medium.index) ? 'receiving' : 'silent' };
    }),
  };
}

function floodError(group: string): RungError {
  return rungError('session-flooded', `Far too much comes to the group ${group}. Rung stays away from it for moments, so that calls go on undisturbed.`, { group });
}

function sourceOf({ medium, isMuted, silentForMs, ...figures }: GroupSource, wallMs: number): JoinedSession['sources'][number] {
  const talking = figures.level >= TALKING_LEVEL && silentForMs < TALKING_WITHIN_MS;
  return { ...figures, mediaIndex: medium, muted: isMuted, lastHeardAtMs: Math.round(wallMs - silentForMs), talking };
}
