/** A joined session in the engine's beat: all its sources as one sound, to the ear and to recordings, and what we say in it. */
import type { Clock, Endpoint, Random } from '../../ports.ts';
import { newCname } from '../../rtp/cname.ts';
import type { BeatMember } from '../beat-member.ts';
import { createDeviceBridge } from '../device-bridge.ts';
import { frameSamples } from '../frame.ts';
import { createGain } from '../gain.ts';
import type { GroupEvent, GroupMedium, GroupSource } from '../group-port.ts';
import type { Recorder } from '../recorder.ts';
import type { FrameSource, SourceInput } from '../sources.ts';
import { createSpeech } from '../speech.ts';
import type { GroupMediumStream } from './medium.ts';
import { createGroupMedium } from './medium.ts';
import { rateOfJoined } from './rate.ts';
import type { Source } from './source.ts';

export interface GroupStream extends BeatMember {
  /** RTP and RTCP of that medium. */
  receive(medium: number, bytes: Uint8Array, from: Endpoint): void;
  setHeard(on: boolean): void;
  mute(medium: number, ssrc: number, muted: boolean): void;
  setSource(source: FrameSource): void;
  talk(on: boolean): void;
  addRecorder(recorder: Recorder): void;
  /** Hands over what it still holds. */
  removeRecorder(recorder: Recorder): void;
  /** No more sound. What is left is to say goodbye: ask `leave` until it is said. */
  close(): void;
  leave(): boolean;
}

export interface GroupStreamOptions {
  clock: Clock;
  random: Random;
  media: readonly GroupMedium[];
  /** Nominal time of the next tick. */
  startMs: number;
  onEvent: (event: GroupEvent) => void;
  /** Its group has been left for a moment. */
  isFlooded: (medium: number) => boolean;
  sendRtp: (medium: number, packet: Uint8Array) => void;
  sendRtcp: (medium: number, packet: Uint8Array) => void;
}

const FIGURES_TICKS = 25;
/** What a source has sent has been heard by then, and faded out. */
const PLAYED_OUT_MS = 2000;
/** Who is silent for so long is on the list no more. */
const FORGOTTEN_AFTER_MS = 300_000;

export function createGroupStream(options: GroupStreamOptions): GroupStream {
  const { clock, random, startMs, onEvent } = options;
  const sampleRateHz = rateOfJoined(options.media.flatMap(({ formats }) => formats));
  const cname = newCname(random);
  const media = options.media.map((medium, index) => createGroupMedium({
    clock, random, cname, medium, startMs,
    sendRtp: (packet) => options.sendRtp(index, packet),
    sendRtcp: (packet) => options.sendRtcp(index, packet),
  }));
  const talkative = media[options.media.findIndex(({ talk }) => talk !== undefined)];
  const speech = createSpeech({ onSourceEnded: () => onEvent({ kind: 'source-ended' }), onPlayEnded: () => {} });
  speech.useRate(sampleRateHz);
  const silence = (): Int16Array => new Int16Array(frameSamples(sampleRateHz));
  const nothing = silence();
  const heard = silence();
  const said = silence();
  const voice = silence();
  const sum = new Int32Array(nothing.length);
  const input: SourceInput = { captured: nothing, heard };
  const limiter = createGain();
  const bridge = createDeviceBridge(sampleRateHz);
  const recorders = new Set<Recorder>();
  let isHeard = false;
  let isTalking = false;
  let ticks = 0;

  function mix(dueMs: number): void {
    let voices = 0;
    for (const { sources } of media) {
      for (const source of sources.all.values()) {
        if (dueMs - source.lastPacketAtMs > PLAYED_OUT_MS) continue;
        source.play(voice, dueMs);
        if (source.isMuted) continue;
        if (voices++ === 0) sum.fill(0);
        for (let i = 0; i < sum.length; i++) sum[i]! += voice[i]!;
      }
    }
    if (voices === 0) heard.fill(0);
    else limiter.limit(sum, heard);
  }

  /** Gives what a recording shows as said. */
  function produce(dueMs: number, captured: Int16Array): Int16Array {
    if (!isTalking || !talkative) {
      talkative?.pause(dueMs);
      return nothing;
    }
    input.captured = speech.usesDevice() ? bridge.fromDevice(captured) : nothing;
    speech.read(said, input);
    talkative.push(said, dueMs);
    return said;
  }

  function tellFigures(): void {
    ticks++;
    if (ticks % FIGURES_TICKS !== 0) return;
    const nowMs = clock.nowMs();
    for (const medium of media) look(medium, nowMs);
    onEvent({
      kind: 'figures',
      figures: {
        sources: media.flatMap((medium, index) => figuresOf(medium, index, nowMs)),
        packets: media.map(({ packets }) => packets),
        flooded: media.map((_, index) => options.isFlooded(index)),
        members: media.map(({ control }) => control.members.all.size + 1),
      },
    });
  }

  return {
    sampleRateHz: () => sampleRateHz,
    usesDevice: () => isHeard || (isTalking && speech.usesDevice()),
    needsHalfTicks: () => false,
    receive: (medium, bytes, from) => media[medium]?.receive(bytes, from),
    setHeard: (on) => void (isHeard = on),
    mute(medium, ssrc, muted) {
      const source = media[medium]?.sources.all.get(ssrc);
      if (source) source.isMuted = muted;
    },
    setSource: speech.setSource,
    talk: (on) => void (isTalking = on),
    addRecorder: (recorder) => void recorders.add(recorder),
    removeRecorder(recorder) {
      if (recorders.delete(recorder)) recorder.finish();
    },
    hear(dueMs, ear) {
      mix(dueMs);
      if (isHeard) bridge.toDevice(heard, ear);
    },
    speak(dueMs, captured) {
      const sent = produce(dueMs, captured);
      for (const recorder of recorders) recorder.tick(sent, heard);
      const nowMs = clock.nowMs();
      for (const medium of media) medium.tick(nowMs);
      tellFigures();
    },
    halfTick() {},
    skip(count) {
      for (const recorder of recorders) recorder.skip(count);
    },
    close() {
      for (const recorder of recorders) recorder.finish();
      recorders.clear();
      for (const medium of media) medium.close();
    },
    leave() {
      const nowMs = clock.nowMs();
      return media.map((medium) => medium.leave(nowMs)).every((isSaid) => isSaid);
    },
  };
}

/** Twice a second. */
function look(medium: GroupMediumStream, nowMs: number): void {
  medium.renewBudget();
  for (const { ssrc, lastPacketAtMs } of medium.sources.all.values()) {
    if (nowMs - lastPacketAtMs > FORGOTTEN_AFTER_MS) medium.sources.remove(ssrc);
    else if (nowMs - lastPacketAtMs < 1000) medium.control.noteSender(ssrc);
  }
}

function figuresOf({ sources, control }: GroupMediumStream, medium: number, nowMs: number): GroupSource[] {
  return Array.from(sources.all.values(), (source) => {
    const { cname, name } = control.members.all.get(source.ssrc) ?? {};
    return { ...(cname !== undefined && { cname }), ...(name !== undefined && { name }), ...sourceFigures(source, medium, nowMs) };
  });
}

function sourceFigures(source: Source, medium: number, nowMs: number): GroupSource {
  const { ssrc, address, received: packets, lost, jitterMs, peak: level, isMuted, coding } = source;
  source.peak = 0;
  return { ssrc, medium, address, codec: coding.codec, packets, lost, jitterMs, level, isMuted, silentForMs: nowMs - source.lastPacketAtMs };
}
