import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Params } from '../../src-shared/contract.ts';
import type { Call, CallGain, CodecName, PlayMode, StreamStats } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

/** An incoming call that nobody has answered yet. */
export function isIncomingRinging(call: Call): boolean {
  return call.direction === 'in' && (call.state === 'ringing' || call.state === 'early');
}

export function isOver(call: Call): boolean {
  return call.state === 'ended' || call.state === 'ending';
}

/** The calls that are going on or ended a moment ago, in order of their start. */
export const useCalls = defineStore('calls', () => {
  const core = useCore();
  const ui = useUi();
  const list = ref<Call[]>([]);
  const selectedId = ref('');
  /** Digits sent in each call, for the card's display. */
  const digitsSent = ref<Record<string, string>>({});

  const selected = computed(() => list.value.find((call) => call.id === selectedId.value));
  const ringing = computed(() => list.value.filter(isIncomingRinging));
  const active = computed(() => list.value.filter((call) => !isOver(call)));
  /** The call that a shortcut without a target means: the selected one, else the newest that is going on. */
  const current = computed(() => (selected.value && !isOver(selected.value) ? selected.value : active.value.at(-1)));

  function replace(calls: Call[]): void {
    list.value = [...calls].sort((a, b) => a.startedAtMs - b.startedAtMs);
    if (!selected.value) selectedId.value = list.value.at(-1)?.id ?? selectedId.value;
  }

  function changed(call: Call): void {
    const at = list.value.findIndex((old) => old.id === call.id);
    if (at >= 0) {
      list.value[at] = call;
      return;
    }
    list.value = [...list.value, call];
    // A new call is what one wants to see, unless one is talking and looking at that call.
    if (!selected.value || isOver(selected.value) || call.direction === 'out') selectedId.value = call.id;
  }

  function removed(id: string): void {
    list.value = list.value.filter((call) => call.id !== id);
    delete digitsSent.value[id];
  }

  function measured(id: string, stats: StreamStats): void {
    const call = list.value.find((one) => one.id === id);
    if (call) call.stats = stats;
  }

  /** True when the call exists; a refusal is told as a notice. */
  async function dial(params: Params<'call.dial'>): Promise<boolean> {
    try {
      const call = await core.call('call.dial', params);
      if (!list.value.some((old) => old.id === call.id)) changed(call);
      selectedId.value = call.id;
      return true;
    } catch (error) {
      ui.tellFailure(error);
      return false;
    }
  }

  type CallMethod = 'call.answer' | 'call.hangup' | 'call.hold' | 'call.resume';
  function act(method: CallMethod, id: string): Promise<void> {
    return core.call(method, { id }).catch(ui.tellFailure);
  }

  return {
    list, selectedId, selected, ringing, active, current, digitsSent,
    replace, changed, removed, measured, dial,
    answer: (id: string) => {
      selectedId.value = id;
      return act('call.answer', id);
    },
    hangup: (id: string) => act('call.hangup', id),
    decline: (id: string, status: 486 | 603) => core.call('call.decline', { id, status }).catch(ui.tellFailure),
    divert: (id: string, target: string) => core.call('call.divert', { id, target }).catch(ui.tellFailure),
    transfer: (id: string, target: string) => core.call('call.transfer', { id, target }).catch(ui.tellFailure),
    transferTo: (id: string, otherId: string) => core.call('call.transferTo', { id, otherId }).catch(ui.tellFailure),
    toggleHold: (call: Call) => act(call.heldByUs ? 'call.resume' : 'call.hold', call.id),
    toggleRecording: (call: Call) => core.call('call.record', { id: call.id, on: !call.recording }).catch(ui.tellFailure),
    /** In: the chosen call with those that are being talked to; the one that is talked to, with the newest on hold. */
    toggleConference: (call: Call) => {
      if (call.inConference) return core.call('conference.remove', { id: call.id }).catch(ui.tellFailure);
      const others = list.value.filter((other) => other.id !== call.id && other.state === 'confirmed');
      const isAlone = others.every((other) => other.heldByUs && !other.inConference);
      const id = isAlone && !call.heldByUs ? (others.at(-1)?.id ?? call.id) : call.id;
      return core.call('conference.add', { id }).catch(ui.tellFailure);
    },
    play: (id: string, sound: string, mode: PlayMode) => core.call('call.play', { id, sound, mode }).catch(ui.tellFailure),
    pausePlay: (call: Call) => core.call('call.pausePlay', { id: call.id, paused: !call.playing?.paused }).catch(ui.tellFailure),
    stopPlay: (id: string) => core.call('call.stopPlay', { id }).catch(ui.tellFailure),
    setGain: (id: string, gain: CallGain) => core.call('call.gain', { id, ...gain }).catch(ui.tellFailure),
    useCodec: (id: string, codec: CodecName) => core.call('call.codec', { id, codec }).catch(ui.tellFailure),
    toggleMute: (call: Call) => core.call('call.mute', { id: call.id, muted: !call.muted }).catch(ui.tellFailure),
    sendDigit: (id: string, digit: string) => {
      digitsSent.value[id] = (digitsSent.value[id] ?? '') + digit;
      return core.call('call.dtmf', { id, digits: digit }).catch(ui.tellFailure);
    },
  };
});
