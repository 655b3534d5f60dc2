import { useEventListener } from '@vueuse/core';
import type { Call } from '../../src-shared/model.ts';
import { playKey } from '../audio/tones.ts';
import { useCalls } from '../stores/calls.ts';
import { useDocuments } from '../stores/documents.ts';
import { useUi, viewNames } from '../stores/ui.ts';

/** A second Esc within this time ends a call that is being talked in. */
const TWICE_MS = 1_500;

/** The keyboard for the whole window. Keys that a field, a list or a dialog uses stay theirs. */
export function useShortcuts(): void {
  const ui = useUi();
  const calls = useCalls();
  const documents = useDocuments();
  let escapedAtMs = -Infinity;

  /** The views, the dial field and the file dialog are reached from everywhere, also while typing. */
  function withModifier(event: KeyboardEvent): boolean {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return false;
    const view = viewNames[Number(event.key) - 1];
    if (view) ui.view = view;
    else if (event.key.toLowerCase() === 'l') ui.focusDial();
    else if (event.key.toLowerCase() === 'o') documents.askForFiles();
    else return false;
    return true;
  }

  /** An unanswered attempt ends at once, a conversation only on the second stroke. */
  function escape(): boolean {
    const call = calls.current;
    if (!call || call.direction === 'in' && call.state !== 'confirmed') return false;
    const now = performance.now();
    if (call.state === 'confirmed' && now - escapedAtMs > TWICE_MS) {
      escapedAtMs = now;
      ui.inform('escapeAgain');
      return true;
    }
    escapedAtMs = -Infinity;
    void calls.hangup(call.id);
    return true;
  }

  function answer(): boolean {
    const call = calls.ringing[0];
    if (!call) return false;
    ui.view = 'phone';
    void calls.answer(call.id);
    return true;
  }

  /** What a letter does to the call that one talks in. */
  function inCall(key: string, call: Call): boolean {
    if (key === 'm') void calls.toggleMute(call);
    else if (key === 'h') void calls.toggleHold(call);
    else if (key === 't') ui.askTransfer(call.id);
    else if (key === 'r') void calls.toggleRecording(call);
    else if (key === 'c') void calls.toggleConference(call);
    else if (key === 'p') ui.openCallPanel(call.id, 'play');
    else if (key === 'g') ui.openCallPanel(call.id, 'gain');
    else return false;
    return true;
  }

  function plain(key: string): boolean {
    const call = calls.current?.state === 'confirmed' ? calls.current : undefined;
    if (key === '/') ui.focusDial();
    else if (key === '?') ui.shortcutsOpen = true;
    else if (key === 'Escape') return escape();
    else if (key === 'Enter') return answer();
    else if (/^[0-9*#]$/.test(key)) digit(key);
    else return call !== undefined && inCall(key.toLowerCase(), call);
    return true;
  }

  function digit(key: string): void {
    const call = calls.current;
    playKey(key);
    if (call?.state === 'confirmed') return void calls.sendDigit(call.id, key);
    ui.dialText += key;
    ui.focusDial('end');
  }

  useEventListener(globalThis, 'keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (withModifier(event)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey || ui.shortcutsOpen || usesKeys(event)) return;
    if (plain(event.key)) event.preventDefault();
  });
}

/** Is the key meant for what has the focus? */
function usesKeys(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  if (!target) return false;
  if (target.closest('input, textarea, select, [role="dialog"], [role="alertdialog"], [role="menu"]')) return true;
  return event.key === 'Enter' && target.closest('button, a, [role="listbox"]') !== null;
}
