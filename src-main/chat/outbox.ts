/** Texts on their way out. To one peer one after the other, or they would overtake each other; a peer that does not answer is not
 *  asked again for each one that waits. */
import type { ChatMessage } from '../../src-shared/model.ts';
import type { Delivery } from './delivery.ts';

export interface Outgoing {
  message: ChatMessage;
  /** Sends it; resolves with how it fared. */
  send(): Promise<Delivery>;
}

export interface Outbox {
  isFull(peer: string): boolean;
  add(outgoing: Outgoing): void;
  /** Whatever is on its way fails with this; what comes later about it is not told. */
  fail(delivery: Delivery): void;
}

const MAX_WAITING = 100;

/** `onDelivery` is told once about each. */
export function createOutbox(onDelivery: (message: ChatMessage, delivery: Delivery) => void): Outbox {
  const queues = new Map<string, Outgoing[]>();

  async function work(queue: Outgoing[]): Promise<void> {
    for (let next = queue[0]; next; next = queue[0]) {
      const delivery = await next.send();
      // Emptied meanwhile.
      if (queue[0] !== next) return;
      const isSilent = delivery.state === 'failed' && delivery.status === undefined;
      for (const done of queue.splice(0, isSilent ? queue.length : 1)) onDelivery(done.message, delivery);
      if (queue.length === 0) queues.delete(next.message.peer);
    }
  }

  return {
    isFull: (peer) => (queues.get(peer)?.length ?? 0) >= MAX_WAITING,
    add(outgoing) {
      const { peer } = outgoing.message;
      const waiting = queues.get(peer);
      if (waiting) return void waiting.push(outgoing);
      const queue = [outgoing];
      queues.set(peer, queue);
      void work(queue);
    },
    fail(delivery) {
      const waiting = [...queues.values()].flatMap((queue) => queue.splice(0));
      queues.clear();
      for (const { message } of waiting) onDelivery(message, delivery);
    },
  };
}
