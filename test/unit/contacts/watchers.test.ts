import { beforeEach, describe, expect, it } from 'vitest';
import type { Served, Watchers } from '../../../src-main/contacts/watchers.ts';
import { createWatchers } from '../../../src-main/contacts/watchers.ts';
import type { BodySource, IncomingSubscription } from '../../../src-main/sip/subscription/types.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';

interface Asked {
  rejected?: number;
  told: string[];
  ended?: string;
  /** The subscription is over: they went, or time ran out. */
  goes(): void;
}

const TYPE = 'application/x+xml';
let state = '';
let friends: Set<string>;
let isVouchedFor: boolean;
let watchers: Watchers;
let serve: (incoming: IncomingSubscription) => void;

beforeEach(() => {
  state = 'one';
  isVouchedFor = true;
  friends = new Set(['sip:bob@example.org']);
  watchers = createWatchers({ isContact: (peer) => friends.has(peer), isVouchedFor: () => isVouchedFor, about: () => ({ entity: 'sip:me@x', account: undefined }), identity: () => Promise.reject(new Error('not asked')) });
  const served: Served = { contentType: TYPE, document: ({ entity }, version) => utf8Bytes(`${entity} ${state} ${version}`), fingerprint: () => state };
  serve = watchers.serve(served);
});

function subscribe(from = 'sip:bob@example.org:5060;transport=udp', accept?: string): Asked {
  const headers = new Headers();
  if (accept !== undefined) headers.add('accept', accept);
  const text = (body: BodySource | undefined): string => new TextDecoder().decode((typeof body === 'function' ? body() : body)?.bytes);
  const asked: Asked = { told: [], goes: () => {} };
  serve({
    request: { kind: 'request', method: 'SUBSCRIBE', uri: 'sip:me@x', headers, body: new Uint8Array(), notes: [] },
    source: {} as IncomingSubscription['source'], from: { displayName: '', uri: from, parameters: new Map() }, event: 'x', expiresS: 600, identity: undefined,
    accept(body, { onEnd }) {
      asked.told.push(text(body));
      asked.goes = onEnd;
      return { notify: (next) => void asked.told.push(text(next)), end: (reason) => void (asked.ended = reason) };
    },
    reject: (status) => void (asked.rejected = status),
  });
  return asked;
}

describe('watchers', () => {
  it('are told what changes, each in its own count, and nothing twice', () => {
    const first = subscribe();
    state = 'two';
    watchers.update();
    const second = subscribe();
    watchers.update();
    state = 'three';
    watchers.update();
    expect(first.told).toEqual(['sip:me@x one 0', 'sip:me@x two 1', 'sip:me@x three 2']);
    expect(second.told).toEqual(['sip:me@x two 0', 'sip:me@x three 1']);
  });

  it('are those of the address book', () => {
    expect(subscribe('sip:eve@example.org')).toMatchObject({ rejected: 403, told: [] });
    isVouchedFor = false;
    expect(subscribe()).toMatchObject({ rejected: 403, told: [] });
    isVouchedFor = true;
    const bob = subscribe();
    friends.clear();
    watchers.update();
    state = 'two';
    watchers.update();
    expect(bob).toMatchObject({ ended: 'rejected', told: ['sip:me@x one 0'] });
  });

  it.each([[TYPE, undefined], ['application/pidf+xml, application/X+xml;q=0.5', undefined], ['*/*', undefined], ['application/*', undefined], ['text/plain', 406]])('that accept %s', (accept, rejected) => {
    expect(subscribe(undefined, accept).rejected).toBe(rejected);
  });

  it('are no more than ten of one person, and two hundred together', () => {
    const some = Array.from({ length: 12 }, () => subscribe());
    expect(some.map(({ rejected }) => rejected)).toEqual([...Array.from({ length: 10 }, () => undefined), 480, 480]);
    some[0]?.goes();
    expect(subscribe().rejected).toBeUndefined();
    for (let n = 0; n < 30; n++) friends.add(`sip:f${n}@x`);
    const many = Array.from({ length: 30 }, (_, n) => Array.from({ length: 10 }, () => subscribe(`sip:f${n}@x`))).flat();
    expect(many.filter(({ rejected }) => rejected === undefined)).toHaveLength(190);
  });

  it('are let go of at the end', () => {
    const bob = subscribe();
    watchers.stop();
    state = 'two';
    watchers.update();
    expect(bob).toMatchObject({ ended: 'deactivated', told: ['sip:me@x one 0'] });
  });
});
