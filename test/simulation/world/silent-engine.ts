/** A media engine without media: it hands out ports and remembers what was agreed. Sound would cost fifty packets a second. */
import { rungError } from '../../../src-shared/errors.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { StreamStats } from '../../../src-shared/model.ts';
import type { MediaAgreement, MediaEngine, MediaSession } from '../../../src-main/media/engine-port.ts';

export interface SilentEngine extends MediaEngine {
  /** Ports that are in use. */
  readonly sessions: ReadonlySet<SilentSession>;
}

export interface SilentSession extends MediaSession {
  agreement: MediaAgreement | undefined;
}

export function createSilentEngine(): SilentEngine {
  const sessions = new Set<SilentSession>();
  let isClosed = false;
  let nextPort = 0;

  function session(address: string, port: number): SilentSession {
    const created: SilentSession = {
      id: `${address}:${port}`,
      local: { rtp: { address, port }, rtcp: { address, port: port + 1 } },
      agreement: undefined,
      onEvent() {},
      onStun() {},
      onPacket() {},
      keepSound() {},
      listenOn: async (other) => ok({ rtp: { address: other, port }, rtcp: { address: other, port: port + 1 } }),
      sendRaw() {},
      selectPath() {},
      agree: (agreement) => void (created.agreement = agreement),
      setSource: async () => ok(undefined),
      setSink() {},
      setMuted() {},
      setGain() {},
      play: async () => ok(undefined),
      pausePlay() {},
      setInConference() {},
      detectInband() {},
      setLocalTone() {},
      sendDtmf: async () => undefined,
      record: async () => ok(undefined),
      stopRecording: async () => undefined,
      setRecordingTone() {},
      async close() {
        sessions.delete(created);
        return NO_FIGURES;
      },
    };
    return created;
  }

  return {
    sessions,
    async open({ address, ports }) {
      if (isClosed) return err(rungError('media-engine-closed', 'The media engine is closed.'));
      nextPort = Math.max(nextPort + 2, ports.min);
      const opened = session(address, nextPort);
      sessions.add(opened);
      return ok(opened);
    },
    join: async () => err(rungError('multicast-failed', 'There are no groups here.')),
    setPacketTap() {},
    attachDevice() {},
    async close() {
      isClosed = true;
    },
  };
}

const NO_FIGURES: StreamStats = {
  codec: 'PCMA', sent: 0, received: 0, lost: 0, jitterMs: 0, concealed: 0, discarded: 0, bufferMs: 0, levelOut: 0, levelIn: 0,
};
