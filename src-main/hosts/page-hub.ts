/** Joins the pages that are open to the one core: calls in, events out to all, sound of one page at a time. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import type { Channel, Server } from '../../src-shared/rpc.ts';
import { serve } from '../../src-shared/rpc.ts';
import type { AudioPort } from '../ports.ts';

/** An open page, however it is reached: over a WebSocket or Electron's IPC. */
export interface UiPage {
  channel: Channel;
  /** Towards its speaker; dropped when the page does not keep up. */
  sendAudio(frame: Int16Array): void;
  /** From its microphone; set by the hub. */
  onAudio: (frame: Int16Array) => void;
  /** It is gone; set by the hub. */
  onClose: () => void;
}

export interface PageHub {
  /** To all pages; nobody has to be there. */
  emit<E extends EventName>(event: E, data: EventData<E>): void;
  /** The sound card of the page that last said `audio.attach { ready: true }`; silence while there is none. */
  audio: AudioPort;
  attach(page: UiPage, handlers: Handlers): void;
}

interface Attached {
  page: UiPage;
  server: Server;
}

export function createPageHub(): PageHub {
  const all = new Set<Attached>();
  /** Pages that can carry sound; the last one does. */
  let ready: Attached[] = [];
  let wantedHz: number | null = null;

  const audio: AudioPort = {
    want(sampleRateHz) {
      wantedHz = sampleRateHz;
      carrier()?.server.emit('audio.wanted', { sampleRateHz });
    },
    play: (frame) => carrier()?.page.sendAudio(frame),
    onCapture: () => {},
  };

  function carrier(): Attached | undefined {
    return ready.at(-1);
  }

  /** The page that loses the sound closes its microphone before the next one opens its own. */
  function changeReady(next: Attached[]): void {
    const before = carrier();
    ready = next;
    const after = carrier();
    if (before === after) return;
    if (before && all.has(before)) before.server.emit('audio.wanted', { sampleRateHz: null });
    after?.server.emit('audio.wanted', { sampleRateHz: wantedHz });
  }

  function attach(page: UiPage, handlers: Handlers): void {
    const attached: Attached = { page, server: serve(page.channel, { ...handlers, 'audio.attach': audioAttach }) };
    all.add(attached);

    async function audioAttach({ ready: isReady }: { ready: boolean }): Promise<void> {
      await handlers['audio.attach']({ ready: isReady });
      const others = ready.filter((other) => other !== attached);
      changeReady(isReady && all.has(attached) ? [...others, attached] : others);
    }

    page.onAudio = (frame) => {
      if (wantedHz !== null && carrier() === attached) audio.onCapture(frame);
    };
    page.onClose = () => {
      all.delete(attached);
      attached.server.close();
      changeReady(ready.filter((other) => other !== attached));
    };
  }

  return {
    emit(event, data) {
      for (const { server } of all) server.emit(event, data);
    },
    audio,
    attach,
  };
}
