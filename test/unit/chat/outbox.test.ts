import { expect, it } from 'vitest';
import type { ChatMessage } from '../../../src-shared/model.ts';
import type { Delivery } from '../../../src-main/chat/delivery.ts';
import { createOutbox } from '../../../src-main/chat/outbox.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function laboratory() {
  const told: string[] = [];
  const underWay: { id: string; done(delivery: Delivery): Promise<void> }[] = [];
  const outbox = createOutbox(({ id }, { state, status }) => void told.push(`${id} ${state} ${status ?? ''}`.trim()));
  return {
    told,
    outbox,
    underWay: () => underWay.map(({ id }) => id),
    add(id: string, peer = 'sip:bob@x') {
      const message = { id, peer } as ChatMessage;
      outbox.add({
        message,
        send: () => new Promise((resolve) => underWay.push({
          id,
          done(delivery) {
            underWay.splice(underWay.findIndex((one) => one.id === id), 1);
            resolve(delivery);
            return settle();
          },
        })),
      });
    },
    done: (id: string, delivery: Delivery) => underWay.find((one) => one.id === id)?.done(delivery),
  };
}

it('sends one at a time to each peer, and to several peers at once', async () => {
  const lab = laboratory();
  for (const id of ['a', 'b']) lab.add(id);
  lab.add('c', 'sip:carol@x');
  expect(lab.underWay()).toEqual(['a', 'c']);
  await lab.done('a', { state: 'delivered', status: 200 });
  expect(lab.underWay()).toEqual(['c', 'b']);
  await lab.done('b', { state: 'failed', status: 404 });
  await lab.done('c', { state: 'accepted', status: 202 });
  expect(lab.told).toEqual(['a delivered 200', 'b failed 404', 'c accepted 202']);
  lab.add('d');
  expect(lab.underWay()).toEqual(['d']);
});

it('lets those that wait fail with the one that got no answer, but not with one that was refused', async () => {
  const lab = laboratory();
  for (const id of ['a', 'b', 'c']) lab.add(id);
  await lab.done('a', { state: 'failed', status: 500 });
  await lab.done('b', { state: 'failed' });
  expect(lab.told).toEqual(['a failed 500', 'b failed', 'c failed']);
  expect(lab.underWay()).toEqual([]);
});

it('tells nothing of what comes after all has failed', async () => {
  const lab = laboratory();
  for (const id of ['a', 'b']) lab.add(id);
  lab.outbox.fail({ state: 'failed' });
  await lab.done('a', { state: 'delivered', status: 200 });
  expect(lab.told).toEqual(['a failed', 'b failed']);
  expect(lab.underWay()).toEqual([]);
});

it('is full at a hundred for one peer', () => {
  const lab = laboratory();
  for (let n = 0; n < 100; n++) lab.add(String(n));
  expect([lab.outbox.isFull('sip:bob@x'), lab.outbox.isFull('sip:carol@x')]).toEqual([true, false]);
});

it('begins anew after that, undisturbed by an answer that comes too late', async () => {
  const lab = laboratory();
  lab.add('a');
  lab.outbox.fail({ state: 'failed' });
  for (const id of ['b', 'c']) lab.add(id);
  await lab.done('a', { state: 'delivered', status: 200 });
  lab.add('d');
  expect(lab.underWay()).toEqual(['b']);
  await lab.done('b', { state: 'delivered', status: 200 });
  expect([lab.told, lab.underWay()]).toEqual([['a failed', 'b delivered 200'], ['c']]);
});
