import { expect } from 'vitest';
import type { ReferListener } from '../../../src-main/sip/refer/types.ts';
import { eventually } from './agent.ts';
import type { Show } from './gallery-stage.ts';
import type { OwnCall, OwnPhone } from './own-phone.ts';

function hearing(): { listener: ReferListener; ends: () => Promise<void> } {
  let ended = false;
  return { listener: { onProgress() {}, onEnd: () => void (ended = true) }, ends: () => eventually(() => ended, () => 'no end of the REFER') };
}

/** Does as it is told: calls where it is sent, and tells how that goes. Gives the calls. */
function obliging(own: OwnPhone): OwnCall[] {
  const made: OwnCall[] = [];
  own.ua.onRefer = (incoming) => {
    const progress = incoming.accept();
    const call = own.call(incoming.target, { replaces: incoming.replaces, referredBy: incoming.referredBy });
    made.push(call);
    void call.confirmed.then(() => progress.tell(200, 'OK'), (error: Error) => progress.tell(Number(error.message.slice(0, 3)), 'Failed'));
  };
  return made;
}

export function showTransfers(show: Show): void {
  show({
    name: 'transfer', sound: true, title: 'A transfer', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3515, RFC 5589 6',
    what: 'We talk to baresip and send it to linphonec. Our REFER is accepted (202), and NOTIFYs tell how its call goes: 100, then 200. Then we hang up.',
  }, async ({ phone, baresip, linphonec, tellBaresip, tellLinphonec, linphonecSaid, pause }) => {
    const own = await phone();
    const call = own.call(baresip);
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    const { listener, ends } = hearing();
    expect((await own.ua.refer({ within: call.session, referTo: linphonec, referredBy: own.identity.uri }, listener)).ok).toBe(true);
    await linphonecSaid(/is contacting you|ringing|Receiving new incoming call/i);
    tellLinphonec('answer');
    await ends();
    await call.end();
    await pause(0.6);
    tellLinphonec('terminate');
    await pause(0.3);
  });

  show({
    name: 'transferred', sound: true, title: 'Transferred by the other side', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3515, RFC 5589 6',
    what: 'baresip sends us to linphonec. We call there, and tell baresip how it goes.',
  }, async ({ phone, baresip, linphonec, tellBaresip, tellLinphonec }) => {
    const own = await phone();
    const made = obliging(own);
    const call = own.call(baresip);
    await own.saw('in 180 INVITE');
    tellBaresip('accept');
    await call.confirmed;
    await call.talk();
    tellBaresip('transfer', linphonec);
    await own.saw('in 180 INVITE', 2);
    tellLinphonec('answer');
    await made[0]?.confirmed;
    await call.ended;
    await made[0]?.talk();
    await made[0]?.end();
  });

  show({
    name: 'transfer-target', sound: true, title: 'Somebody is sent to us', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3515, RFC 5589 6',
    what: 'linphonec talks to baresip and sends it to us: a call like any other, but for Referred-By.',
  }, async ({ phone, baresip, tellBaresip, tellLinphonec, linphonecSaid, pause }) => {
    const own = await phone();
    tellLinphonec('call', baresip);
    await linphonecSaid(/ringing/i);
    tellBaresip('accept');
    await linphonecSaid(/connected|answered/i);
    await pause(0.5);
    tellLinphonec('transfer', `sip:rung@${own.address}`);
    await own.saw('in ACK');
    await own.incoming[0]?.talk();
    await own.incoming[0]?.end();
    tellBaresip('hangup');
    tellLinphonec('terminate all');
    await pause(0.3);
  });

  show({
    name: 'replaces', title: 'A call taken over', methods: ['INVITE', 'ACK', 'BYE'], rfc: 'RFC 3891',
    what: 'A second INVITE names the first call in Replaces: it is answered at once, and the first one ended.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('replaces', `rung@${own.address}`);
  });

  show({
    name: 'attended-transfer', sound: true, title: 'A transfer that was announced', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3891, RFC 5589 7',
    what: 'We talk to both linphonecs and join them: the Refer-To names our call to the second one in Replaces, so that the first one takes our place there.',
  }, async ({ phone, pair }) => {
    const { ann, ben } = pair();
    const own = await phone();
    const transferee = own.call(ann.uri);
    await join(own, transferee, ben.uri);
    await transferee.end();
    ann.tell('terminate');
    await eventually(() => /ended/i.test(ann.said()), ann.said);
  });

  // linphonec transfers with an announcement only where it made both calls, and names there the other one without its port: a second Rung does it here.
  show({
    name: 'attended-transferred', sound: true, title: 'Joined with somebody else', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3891, RFC 5589 7',
    what: 'A second Rung talks to us and to linphonec, and joins us: our INVITE names its call to linphonec in Replaces, and takes its place.',
  }, async ({ phone, pair }) => {
    const { ann } = pair();
    const own = await phone();
    const other = await phone({ as: 'rung B' });
    const made = obliging(own);
    const transferee = other.call(`sip:rung@${own.address}`);
    await join(other, transferee, ann.uri);
    await made[0]?.talk();
    await transferee.end();
    await made[0]?.end();
  });

  show({
    name: 'attended-transfer-target', sound: true, title: 'Somebody else takes the call over', methods: ['REFER', 'NOTIFY', 'INVITE', 'ACK', 'BYE'], rfc: 'RFC 3891 3, RFC 5589 7',
    what: 'A second Rung talks to linphonec and to us, and joins the two: linphonec calls us with Replaces, and we let it in and end the first call.',
  }, async ({ phone, pair }) => {
    const { ann } = pair();
    const own = await phone();
    const other = await phone({ as: 'rung B' });
    const transferee = other.call(ann.uri);
    await join(other, transferee, `sip:rung@${own.address}`);
    await own.incoming[1]?.talk();
    await transferee.end();
    await own.incoming[1]?.end();
  });
}

/** The target is called too, the transferee sent there, and what became of it heard. */
async function join(own: OwnPhone, transferee: OwnCall, referTo: string): Promise<void> {
  await transferee.confirmed;
  await transferee.talk();
  const target = own.call(referTo);
  await target.confirmed;
  await target.talk();
  const dialog = target.session.dialogId;
  if (!dialog) throw new Error('the second call has no dialog');
  const { listener, ends } = hearing();
  const replaces = { callId: dialog.callId, localTag: dialog.remoteTag, remoteTag: dialog.localTag };
  expect((await own.ua.refer({ within: transferee.session, referTo, replaces, referredBy: own.identity.uri }, listener)).ok).toBe(true);
  await ends();
  await target.ended;
}
