import { expect } from 'vitest';
import { writeDialogInfo } from '../../../src-main/events/dialog-info.ts';
import type { Body, Subscription } from '../../../src-main/sip/subscription/types.ts';
import { eventually } from './agent.ts';
import type { Show } from './gallery-stage.ts';
import type { OwnPhone } from './own-phone.ts';

const body = (contentType: string, content: string): Body => ({ contentType, bytes: new TextEncoder().encode(content) });
const plain = (content: string): Body => body('text/plain', content);

/** A subscription, and how often it has been told something. */
function watch(own: OwnPhone, target: string, event: string, accept: string, expiresS = 60): { subscription: Subscription; told: (times: number) => Promise<void> } {
  let notified = 0;
  const subscription = own.ua.subscribe({ identity: own.identity, target, event, accept: [accept], expiresS }, { onState() {}, onNotify: () => void notified++ });
  return { subscription, told: (times) => eventually(() => notified >= times, () => own.log.join('\n')) };
}

/** Says something, and resolves when the server has it. */
async function publish(own: OwnPhone, event: string, said: Body): Promise<{ change: (next: Body) => void; stop: () => Promise<void> }> {
  const publication = own.ua.publish({ identity: own.identity, target: own.identity.uri, event, expiresS: 60, body: said }, { onState() {} });
  await own.saw('in 200 PUBLISH');
  return { change: publication.update, stop: () => publication.stop() };
}

export function showEvents(show: Show): void {
  show({
    name: 'message', title: 'A text', methods: ['MESSAGE'], rfc: 'RFC 3428',
    what: 'Through the proxy, which wants to know who writes. It makes no dialog: each text stands for itself.',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1001' });
    const sent = await own.ua.send({ method: 'MESSAGE', identity: own.identity, target: proxy.uri('1002'), body: plain('Lunch at one?'), contact: false });
    expect(sent.ok && sent.value.response.status).toBe(200);
  });

  show({
    name: 'message-received', title: 'A text that comes', methods: ['MESSAGE'], rfc: 'RFC 3428 7',
    what: 'baresip writes to 1001, which the registrar knows at our address.',
  }, async ({ phone, begin, tellBaresip }) => {
    const own = await phone({ user: '1001' });
    own.ua.onMessage = (incoming) => incoming.answer(200);
    await own.register();
    await begin();
    tellBaresip('message', 'Half past.');
    await own.saw('out 200 MESSAGE');
  });

  show({
    name: 'message-waiting', title: 'A mailbox', methods: ['SUBSCRIBE', 'NOTIFY'], rfc: 'RFC 6665, RFC 3842',
    what: 'SIPp plays a mailbox: no messages, then some, then it ends the subscription by itself.',
  }, async ({ phone, sipp }) => {
    const own = await phone();
    const { uri, verdict } = sipp('sub-mwi');
    const { told } = watch(own, uri, 'message-summary', 'application/simple-message-summary');
    await told(3);
    await verdict();
  });

  show({
    name: 'message-waiting-unasked', title: 'A mailbox that nobody asked', methods: ['NOTIFY'], rfc: 'RFC 3842, RFC 6665',
    what: 'Some servers tell of messages without a subscription. It is against RFC 6665, and phones take it all the same.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    own.ua.onUnsolicitedNotify = () => true;
    await sippCalls('notify-mwi', `rung@${own.address}`);
  });

  show({
    name: 'publish', title: 'Telling how one is', methods: ['PUBLISH'], rfc: 'RFC 3903',
    what: 'The server gives what was published an entity tag. Whoever knows the tag may change it (SIP-If-Match) or take it back (Expires: 0).',
  }, async ({ phone, proxy }) => {
    const own = await phone({ user: '1002' });
    const publication = await publish(own, 'presence', presence(proxy.uri('1002'), 'at my desk'));
    publication.change(presence(proxy.uri('1002'), 'at lunch'));
    await own.saw('in 200 PUBLISH', 2);
    await publication.stop();
  });

  show({
    name: 'presence', title: 'Watching how somebody is', methods: ['SUBSCRIBE', 'NOTIFY'], rfc: 'RFC 6665, RFC 3856, RFC 3863',
    what: 'The server tells the state at once, and again when it changes. Unsubscribing is a SUBSCRIBE with Expires: 0; a last NOTIFY says that it is over.',
  }, async ({ phone, proxy, begin }) => {
    const bob = await phone({ user: '1002', as: 'rung B' });
    const publication = await publish(bob, 'presence', presence(proxy.uri('1002'), 'at my desk'));
    await begin();
    const own = await phone({ user: '1001' });
    const { subscription, told } = watch(own, proxy.uri('1002'), 'presence', 'application/pidf+xml');
    await told(1);
    publication.change(presence(proxy.uri('1002'), 'at lunch'));
    await told(2);
    await subscription.stop();
    await publication.stop();
  });

  show({
    name: 'dialog', title: 'A busy lamp', methods: ['SUBSCRIBE', 'NOTIFY'], rfc: 'RFC 6665, RFC 4235',
    what: 'The lamp of a colleague\'s phone: it rings there, then they talk. (Kamailio hands on what that phone publishes.)',
  }, async ({ phone, proxy, begin }) => {
    const entity = proxy.uri('1004');
    const ringing = { id: 'd1', callId: 'a84b4c76', localTag: 'b1', remoteTag: 'c1', direction: 'recipient', local: {}, remote: { uri: 'sip:carol@example.org' } } as const;
    const info = (version: number, state: 'early' | 'confirmed'): Body => ({ contentType: 'application/dialog-info+xml', bytes: writeDialogInfo(entity, version, [{ ...ringing, state }]) });
    const bob = await phone({ user: '1004', as: 'rung B' });
    const publication = await publish(bob, 'dialog', info(0, 'early'));
    await begin();
    const own = await phone({ user: '1001' });
    const { subscription, told } = watch(own, entity, 'dialog', 'application/dialog-info+xml');
    await told(1);
    publication.change(info(1, 'confirmed'));
    await told(2);
    await subscription.stop();
    await publication.stop();
  });

  show({
    name: 'watched', title: 'Somebody watches us', methods: ['SUBSCRIBE', 'NOTIFY'], rfc: 'RFC 6665 4.2',
    what: 'A second Rung watches this one, without a server: the state comes at once, then a change, and we end it (terminated, noresource).',
  }, async ({ phone }) => {
    const own = await phone();
    const other = await phone({ as: 'rung B' });
    const entity = `sip:rung@${own.address}`;
    own.ua.packages.set('presence', (incoming) => {
      const watcher = incoming.accept(presence(entity, 'here'), { onEnd() {} });
      setTimeout(() => watcher.notify(presence(entity, 'in a meeting')), 1100);
      setTimeout(() => watcher.end('noresource'), 2300);
    });
    const { told } = watch(other, entity, 'presence', 'application/pidf+xml');
    await told(3);
    await own.saw('in 200 NOTIFY', 3);
  });

  show({
    name: 'bad-event', title: 'A package that we do not have', methods: ['SUBSCRIBE'], rfc: 'RFC 6665 7.3',
    what: 'The refusal names the packages that there are.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    own.ua.packages.set('dialog', (incoming) => incoming.reject(403));
    await sippCalls('subscribe', `rung@${own.address}`);
  });
}

const presence = (entity: string, note: string): Body => body('application/pidf+xml', [
  '<?xml version="1.0"?>', `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${entity}">`, `<tuple id="t1"><status><basic>open</basic></status><note>${note}</note></tuple>`, '</presence>', '',
].join('\n'));
