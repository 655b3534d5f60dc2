/** SUBSCRIBE, NOTIFY, REFER, PUBLISH and MESSAGE with SIPp, Kamailio's presence server, baresip and linphonec, both ways. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ReferListener } from '../../src-main/sip/refer/types.ts';
import type { Body } from '../../src-main/sip/subscription/types.ts';
import type { Identity } from '../../src-main/sip/user-agent.ts';
import type { Agent } from './support/agent.ts';
import { eventually, openAgent } from './support/agent.ts';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';

const text = (body: Body | undefined): string => (body ? new TextDecoder().decode(body.bytes) : '');
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

async function agent(): Promise<Agent> {
  const opened = await openAgent();
  onTestFinished(() => opened.close());
  return opened;
}

/** What a listener heard: `100`, `200`, `end 200`. */
function hearing(): { heard: string[]; listener: ReferListener } {
  const heard: string[] = [];
  return {
    heard,
    listener: { onProgress: ({ status }) => void heard.push(String(status)), onEnd: ({ status, error }) => void heard.push(`end ${error?.code ?? status}`) },
  };
}

/** Accepts, tells a ringing and an answer. */
function obliging({ ua }: Agent): string[] {
  const targets: string[] = [];
  ua.onRefer = (incoming) => {
    targets.push(incoming.target);
    const progress = incoming.accept();
    progress.tell(180, 'Ringing');
    setTimeout(() => progress.tell(200, 'OK'), 300);
  };
  return targets;
}

const absentSipp = missing('sipp', 'ss');

describe.skipIf(absentSipp.length > 0)(`SIPp${absentSipp.length > 0 ? ` (missing: ${absentSipp.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab.stop());

  function uas(scenario: string, ...more: string[]): string {
    return lab.run('sipp/uas.sh', lab.folder, scenario, `tag=${scenario}`, 't=40', ...more).trim().split('\n').at(-1) ?? '';
  }

  async function verdict(scenario: string): Promise<{ code: number; output: string }> {
    return await lab.attemptAsync('sipp/result.sh', lab.folder, scenario, '30');
  }

  it('refer-recv: is sent elsewhere, tells how it goes, and is hung up on', async () => {
    const own = await agent();
    const uri = uas('refer-recv');
    const session = await own.call(uri);
    const { heard, listener } = hearing();
    const asked = await own.ua.refer({ within: session, referTo: 'sip:carol@127.0.0.1:9', referredBy: own.identity('rung').uri }, listener);
    expect(asked.ok).toBe(true);
    await eventually(() => heard.length === 3, () => heard.join());
    expect(heard).toEqual(['100', '200', 'end 200']);
    session.end();
    expect(await verdict('refer-recv')).toMatchObject({ code: 0 });
  });

  it('refer-send: sends us elsewhere, and hears how it goes', async () => {
    const own = await agent();
    const targets = obliging(own);
    const uri = uas('refer-send', '--', '-key', 'tgt', 'carol@127.0.0.1:9');
    await own.call(uri);
    expect(await verdict('refer-send')).toMatchObject({ code: 0 });
    expect(targets).toEqual(['sip:carol@127.0.0.1:9']);
  });

  it('refer: calls us, and sends us elsewhere', async () => {
    const own = await agent();
    const targets = obliging(own);
    const ran = await lab.attemptAsync('sipp/uac.sh', lab.folder, 'refer', `rung@${own.address}`, '--', '-key', 'tgt', 'carol@127.0.0.1:9');
    expect(ran).toMatchObject({ code: 0 });
    expect(targets).toEqual(['sip:carol@127.0.0.1:9']);
  });

  it('sub-mwi: tells of messages, and ends the subscription', async () => {
    const own = await agent();
    const states: string[] = [];
    const bodies: string[] = [];
    const subscription = own.ua.subscribe(
      { identity: own.identity('rung'), target: uas('sub-mwi'), event: 'message-summary', accept: ['application/simple-message-summary'], expiresS: 60 },
      { onState: ({ state, reason }) => void states.push(`${state} ${reason ?? ''}`.trim()), onNotify: ({ body }) => void bodies.push(text(body)) },
    );
    expect(await verdict('sub-mwi')).toMatchObject({ code: 0 });
    expect(states).toEqual(['active', 'waiting timeout']);
    expect(bodies.map((body) => /Messages-Waiting: (\w+)/.exec(body)?.[1])).toEqual(['no', 'yes', undefined]);
    await subscription.stop();
  });

  it('subscribe: watches us', async () => {
    const own = await agent();
    let event = '';
    own.ua.packages.set('presence', (incoming) => {
      event = incoming.event;
      incoming.accept({ contentType: 'application/pidf+xml', bytes: bytes('<presence/>') }, { onEnd() {} });
    });
    // The verdict is not asked for: the scenario pauses after the 200, and SIPp takes whatever comes in a pause for a mistake, also the NOTIFY
    // that must follow at once (RFC 6665 4.2.1.2).
    await lab.attemptAsync('sipp/uac.sh', lab.folder, 'subscribe', `rung@${own.address}`);
    expect(event).toBe('presence');
    expect(own.log.filter((line) => line.startsWith('out'))).toEqual(expect.arrayContaining(['out 200 SUBSCRIBE', 'out NOTIFY']));
    expect(own.log.indexOf('out 200 SUBSCRIBE')).toBeLessThan(own.log.indexOf('out NOTIFY'));
  });

  it('subscribe: to a package that we do not serve', async () => {
    const own = await agent();
    expect(await lab.attemptAsync('sipp/uac.sh', lab.folder, 'subscribe', `rung@${own.address}`)).toMatchObject({ code: 0 });
    expect(own.log).toContain('out 489 SUBSCRIBE');
  });

  it('notify-mwi: tells of messages without having been asked', async () => {
    const own = await agent();
    const seen: string[] = [];
    own.ua.onUnsolicitedNotify = ({ event, body }) => {
      seen.push(`${event} ${/Voice-Message: \S+/.exec(text(body))?.[0]}`);
      return true;
    };
    expect(await lab.attemptAsync('sipp/uac.sh', lab.folder, 'notify-mwi', `rung@${own.address}`)).toMatchObject({ code: 0 });
    expect(seen).toEqual(['message-summary Voice-Message: 2/8']);
    expect(own.log).toContain('out 200 NOTIFY');
  });

  it('message: both ways', async () => {
    const own = await agent();
    const seen: string[] = [];
    own.ua.onMessage = (incoming) => {
      seen.push(text(incoming.body).trim());
      incoming.answer(200);
    };
    expect(await lab.attemptAsync('sipp/uac.sh', lab.folder, 'message', `rung@${own.address}`)).toMatchObject({ code: 0 });
    expect(seen).toEqual(['hello from the lab']);
    const sent = await own.ua.send({ method: 'MESSAGE', identity: own.identity('rung'), target: uas('message'), body: { contentType: 'text/plain', bytes: bytes('hello') } });
    expect(sent.ok && sent.value.response.status).toBe(200);
    expect(await verdict('message')).toMatchObject({ code: 0 });
  });
});

const absentKamailio = missing('kamailio', 'jq', '/usr/bin/python3');

describe.skipIf(absentKamailio.length > 0)(`Kamailio's presence${absentKamailio.length > 0 ? ` (missing: ${absentKamailio.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let proxy: Kamailio;
  beforeAll(() => {
    lab = createLab();
    proxy = startKamailio(lab, 'presence');
  });
  afterAll(() => lab.stop());

  const person = (own: Agent, user: string): Identity => own.identity(user, proxy.domain, 'labpass');

  const pidf = (user: string, note: string): Body => ({
    contentType: 'application/pidf+xml',
    bytes: bytes(`<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${proxy.uri(user)}"><tuple id="t1"><status><basic>open</basic></status><note>${note}</note></tuple></presence>`),
  });

  const summary = (waiting: string): Body => ({
    contentType: 'application/simple-message-summary',
    bytes: bytes(`Messages-Waiting: ${waiting}\r\nMessage-Account: ${proxy.uri('1003')}\r\nVoice-Message: 1/0\r\n`),
  });

  const dialogInfo = (state: string): Body => ({
    contentType: 'application/dialog-info+xml',
    bytes: bytes(`<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="${proxy.uri('1004')}"><dialog id="a"><state>${state}</state></dialog></dialog-info>`),
  });

  it.each<[string, string, (state: string) => Body, [string, string]]>([
    ['presence', '1002', (note) => pidf('1002', note), ['at my desk', 'at lunch']],
    ['message-summary', '1003', summary, ['yes', 'no']],
    ['dialog', '1004', dialogInfo, ['early', 'confirmed']],
  ])('%s: published, watched, changed, taken back', async (event, user, body, [first, second]) => {
    const own = await agent();
    const bodies: string[] = [];
    const states: string[] = [];
    const published: string[] = [];
    const publication = own.ua.publish(
      { identity: person(own, user), target: proxy.uri(user), event, expiresS: 600, body: body(first) },
      { onState: ({ state, error }) => void published.push(error?.code ?? state) },
    );
    await eventually(() => published.length > 0, () => own.log.join('\n'));
    expect(published).toEqual(['published']);
    const subscription = own.ua.subscribe(
      { identity: person(own, '1001'), target: proxy.uri(user), event, accept: [body(first).contentType], expiresS: 600 },
      { onState: ({ state, error }) => void states.push(error?.code ?? state), onNotify: (notification) => void bodies.push(text(notification.body)) },
    );
    await eventually(() => bodies.some((one) => one.includes(first)), () => own.log.join('\n'));
    publication.update(body(second));
    await eventually(() => bodies.some((one) => one.includes(second)), () => own.log.join('\n'));
    subscription.refresh();
    const before = bodies.length;
    await eventually(() => bodies.length > before, () => own.log.join('\n'));
    await publication.stop();
    await subscription.stop();
    expect(published.at(-1)).toBe('off');
    expect(states).toEqual(['active', 'ended']);
    expect(own.log.at(-1)).toBe('out 200 NOTIFY');
  });

  it('asked once', async () => {
    const own = await agent();
    const states: string[] = [];
    own.ua.subscribe(
      { identity: person(own, '1001'), target: proxy.uri('1005'), event: 'presence', accept: ['application/pidf+xml'], expiresS: 0 },
      { onState: ({ state, error }) => void states.push(error?.code ?? state), onNotify() {} },
    );
    await eventually(() => states.length > 0, () => own.log.join('\n'));
    expect(states).toEqual(['ended']);
    expect(own.log).toContain('out 200 NOTIFY');
  });
});

const absentPhones = missing('baresip', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');

describe.skipIf(absentPhones.length > 0)(`baresip${absentPhones.length > 0 ? ` (missing: ${absentPhones.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let uri: string;
  beforeAll(() => {
    lab = createLab();
    lab.run('baresip/start.sh', lab.folder, 'bob', `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU');
    uri = lab.env('bob')['BS_URI'] ?? '';
  });
  afterAll(() => lab.stop());

  it.each([
    ['when it is there', false, 'end 200'],
    // baresip ends the subscription with its call, whatever becomes of the new one; what counts is that its NOTIFY is still heard.
    ['before it is there', true, 'end 500'],
  ])('is sent to a third, and we hang up %s', async (_name, early, expected) => {
    const own = await agent();
    const third = await agent();
    const session = await own.call(uri);
    const { heard, listener } = hearing();
    const asked = await own.ua.refer({ within: session, referTo: `sip:third@${third.address}` }, listener);
    expect(asked.ok ? '' : asked.error.message).toBe('');
    if (early) session.end();
    await eventually(() => heard.some((line) => line.startsWith('end')), () => [...heard, ...own.log].join('\n'));
    expect(heard.at(-1)).toBe(expected);
    expect(third.log).toContain('in INVITE');
    if (early) expect(own.log.indexOf('in NOTIFY')).toBeLessThan(own.log.lastIndexOf('out 200 NOTIFY'));
    if (early) expect(own.log.indexOf('out BYE')).toBeLessThan(own.log.lastIndexOf('in NOTIFY'));
    session.end();
    lab.attempt('baresip/ctl.sh', lab.folder, 'bob', 'hangupall');
  });

  it('sends us to a third, and hears how it goes', async () => {
    const own = await agent();
    const targets = obliging(own);
    await own.call(uri);
    lab.attempt('baresip/ctl.sh', lab.folder, 'bob', 'transfer', 'sip:third@127.0.0.1:9');
    await eventually(() => own.log.filter((line) => line === 'in 200 NOTIFY').length >= 2, () => own.log.join('\n'));
    expect(targets).toEqual(['sip:third@127.0.0.1:9']);
    lab.attempt('baresip/ctl.sh', lab.folder, 'bob', 'hangupall');
  });

  it('takes a MESSAGE', async () => {
    const own = await agent();
    const sent = await own.ua.send({ method: 'MESSAGE', identity: own.identity('rung'), target: uri, body: { contentType: 'text/plain', bytes: bytes('hello bob') } });
    expect(sent.ok && sent.value.response.status).toBe(200);
  });

  it('sends one', async () => {
    const own = await agent();
    const seen: string[] = [];
    own.ua.onMessage = (incoming) => {
      seen.push(text(incoming.body));
      incoming.answer(200);
    };
    lab.run('baresip/start.sh', lab.folder, 'carol', `src=${lab.reference('speechB')}`, `peer=sip:rung@${own.address}`);
    lab.attempt('baresip/ctl.sh', lab.folder, 'carol', 'message', 'hello rung');
    await eventually(() => seen.length > 0, () => own.log.join('\n'));
    expect(seen).toEqual(['hello rung']);
  });
});

const absentLinphone = missing('linphonec');

describe.skipIf(absentLinphone.length > 0)(`linphonec${absentLinphone.length > 0 ? ' (missing)' : ''}`, () => {
  let lab: Lab;
  let uri: string;
  beforeAll(() => {
    lab = createLab();
    lab.run('linphone/start.sh', lab.folder, 'lin', `src=${lab.reference('speechA')}`);
    uri = lab.env('lin')['LP_URI'] ?? '';
  });
  afterAll(() => lab.stop());

  it('is sent to a third', async () => {
    const own = await agent();
    const third = await agent();
    const session = await own.call(uri);
    const { heard, listener } = hearing();
    const asked = await own.ua.refer({ within: session, referTo: `sip:third@${third.address}` }, listener);
    expect(asked.ok ? '' : asked.error.message).toBe('');
    await eventually(() => heard.some((line) => line.startsWith('end')), () => [...heard, ...own.log].join('\n'));
    expect(heard.at(-1)).toBe('end 200');
    session.end();
    lab.attempt('linphone/ctl.sh', lab.folder, 'lin', 'terminate');
  });

  it('sends us to a third, and hears how it goes', async () => {
    const own = await agent();
    const targets = obliging(own);
    const session = await own.call(uri);
    lab.attempt('linphone/ctl.sh', lab.folder, 'lin', 'transfer', 'sip:third@127.0.0.1:9');
    await eventually(() => own.log.filter((line) => line === 'in 200 NOTIFY').length >= 2, () => own.log.join('\n'));
    expect(targets[0]).toMatch(/^sip:third@127\.0\.0\.1/);
    session.end();
  });

  it('takes a MESSAGE', async () => {
    const own = await agent();
    const sent = await own.ua.send({ method: 'MESSAGE', identity: own.identity('rung'), target: uri, body: { contentType: 'text/plain', bytes: bytes('hello lin') } });
    expect(sent.ok && Math.floor(sent.value.response.status / 100)).toBe(2);
  });
});
