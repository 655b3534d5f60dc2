/** A phone at 10.0.0.1 and a peer that does what the test says, for the event methods. */
import type { SipMessage, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ReferListener } from '../../../src-main/sip/refer/types.ts';
import type { SubscribeOptions, Subscription, SubscriptionListener } from '../../../src-main/sip/subscription/types.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer } from '../../simulation/calls-peer.ts';
import type { Phone, World } from '../../simulation/calls-world.ts';
import { createWorld } from '../../simulation/calls-world.ts';

export interface Scene {
  world: World;
  alice: Phone;
  server: ScriptedPeer;
}

export async function openScene(): Promise<Scene> {
  const world = await createWorld();
  return { world, alice: await world.phone('10.0.0.1', 'alice'), server: await createPeer(world, '10.0.0.9') };
}

export interface Watched {
  subscription: Subscription;
  /** `active 60`, `waiting timeout 30`, `ended`. */
  states: string[];
  bodies: string[];
}

export function subscribe({ alice }: Scene, options: Partial<SubscribeOptions> = {}): Watched {
  const watched: Watched = { subscription: undefined as unknown as Subscription, states: [], bodies: [] };
  const listener: SubscriptionListener = {
    onState: ({ state, expiresS, reason, retryInS, error }) => void watched.states.push([state, expiresS, reason, retryInS, error?.code].filter((part) => part !== undefined && part !== '').join(' ')),
    onNotify: ({ body }) => void watched.bodies.push(body ? new TextDecoder().decode(body.bytes) : ''),
  };
  watched.subscription = alice.ua.subscribe(
    { identity: alice.identity, target: 'sip:bob@10.0.0.9', event: 'presence', accept: ['application/pidf+xml'], expiresS: 600, ...options },
    listener,
  );
  return watched;
}

export interface NotifyParts {
  cseq?: number;
  tag?: string;
  event?: string;
  type?: string;
  headers?: [string, string][];
}

/** A NOTIFY from the one to whom this request was sent. */
export function notify(server: ScriptedPeer, opening: SipRequest, state: string, body = '', parts: NotifyParts = {}): SipRequest {
  const { cseq = 1, tag = `peer-${server.address}`, event = opening.headers.first('event') ?? 'refer', type = 'application/pidf+xml' } = parts;
  return server.request('NOTIFY', contactOf(opening), [
    ['from', `${(opening.headers.first('to') ?? '').replace(/;tag=.*/, '')};tag=${tag}`],
    ['to', opening.headers.first('from') ?? ''],
    ['call-id', opening.headers.first('call-id') ?? ''],
    ['cseq', `${cseq} NOTIFY`],
    ['max-forwards', '70'],
    ['contact', `<sip:${server.address}>`],
    ['event', event],
    ['subscription-state', state],
    ...(body === '' ? [] : ([['content-type', type]] as [string, string][])),
    ...(parts.headers ?? []),
  ], body);
}

function contactOf(message: SipMessage): string {
  return (message.headers.first('contact') ?? '').replace(/^.*<|>.*$/g, '');
}

/** Answers of the phone to requests of that method, as status codes. */
export function answersTo(server: ScriptedPeer, method: string): number[] {
  return answers(server, method).map(({ status }) => status);
}

export function answers(server: ScriptedPeer, method: string): SipResponse[] {
  return server.received.filter((message): message is SipResponse => message.kind === 'response' && cseqOf(message)?.method === method);
}

/** Grants every SUBSCRIBE; tells nothing by itself. */
export function granting(server: ScriptedPeer, then: (subscribe: SipRequest) => void = () => {}): void {
  server.onRequest = (request) => {
    if (request.method !== 'SUBSCRIBE') return;
    server.respond(request, 200, { headers: [['expires', request.headers.first('expires') ?? '']] });
    then(request);
  };
}

/** Answers calls and every other request with what is right. */
export function answeringCalls(server: ScriptedPeer): void {
  server.onRequest = (request) => {
    if (request.method === 'INVITE') server.respond(request, 200, { sdp: 'v=0 words' });
    else if (request.method !== 'ACK') server.respond(request, request.method === 'REFER' ? 202 : 200);
  };
}

/** What a listener heard: `100 Trying`, `end 200 OK`, `end refer-silent`. */
export function hearing(): { heard: string[]; listener: ReferListener } {
  const heard: string[] = [];
  return {
    heard,
    listener: {
      onProgress: ({ status, reason }) => void heard.push(`${status} ${reason}`),
      onEnd: ({ status, reason, error }) => void heard.push(['end', status, reason, error?.code].filter((part) => part !== undefined).join(' ')),
    },
  };
}
