import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { eventually } from './agent.ts';
import type { Show } from './gallery-stage.ts';
import { startKamailio } from './kamailio.ts';
import { createLab } from './lab.ts';
import { isRegistration, messagesOf, startRung } from './rung.ts';

export function showRegistrations(show: Show): void {
  show({
    name: 'register', title: 'Register, with digest', methods: ['REGISTER'], rfc: 'RFC 3261 10 and 22',
    what: 'The registrar asks who it is (401), gets the answer to its challenge, and keeps the Contact for a minute. The phone takes it back when it goes: Expires 0.',
  }, async ({ phone }) => {
    const own = await phone({ user: '1001' });
    await (await own.register()).stop();
  });

  show({
    name: 'register-stale', title: 'Register, with a nonce that has gone stale', methods: ['REGISTER'], rfc: 'RFC 7616 3.3, RFC 3261 10.2.4',
    what: 'This registrar wants SHA-256, and its nonces live five seconds. The refresh that comes later is told stale=true: the password was right, only the nonce is old. '
      + 'The phone takes the new one and asks nobody.',
  }, async ({ phone, name, pause }) => {
    const strict = createLab();
    onTestFinished(() => strict.stop());
    const { domain } = startKamailio(strict, 'sha256', 'expire5');
    name(domain, 'kamailio');
    const identity = { displayName: '', uri: `sip:1001@${domain}`, routes: [], contactUser: '1001', credentials: { user: '1001', password: 'labpass' } };
    const own = await phone({ identity });
    const registration = await own.register();
    await pause(6.2);
    registration.refresh();
    await own.saw('in 200 REGISTER', 2);
    await registration.stop();
  });

  show({
    name: 'register-wrong-password', title: 'Register, with a wrong password', methods: ['REGISTER'], rfc: 'RFC 3261 22.1',
    what: 'The same challenge again, and not stale: asking a third time would be of no use, so the phone stops and says so.',
  }, async ({ phone }) => {
    const own = await phone({ user: '1001', password: 'not the password' });
    await expect(own.register()).rejects.toThrow('401');
  });

  show({
    name: 'register-too-brief', title: 'Register, for too short a time', methods: ['REGISTER'], rfc: 'RFC 3261 10.2.8 and 21.4.17',
    what: 'The registrar does not want to be asked that often: 423 with Min-Expires. The phone asks for as much.',
  }, async ({ phone, sipp }) => {
    const { uri, verdict } = sipp('reg-423');
    const own = await phone();
    own.ua.register({ identity: { displayName: '', uri: uri.replace('lab', 'rung'), routes: [], contactUser: 'rung' }, registrarUri: uri.replace('lab@', ''), expiresS: 60 }, { onState() {} });
    await own.saw('in 200 REGISTER');
    await verdict();
  });

  show({
    name: 'register-tls', title: 'Register over TLS', methods: ['REGISTER'], rfc: 'RFC 3261 26.2, RFC 5630',
    what: 'Seen by the phone itself, which needs no key to read what it wrote: this page is from the file of rung register --pcap.',
  }, async ({ lab, proxy, name, nameOthers, readFrom }) => {
    const { KAM_IP = '', KAM_TLS = '' } = lab.env('kamailio');
    const server = `${KAM_IP}:${KAM_TLS}`;
    name(server, 'kamailio');
    nameOthers('rung');
    const file = join(lab.folder, 'tls.pcap');
    const account = proxy.account('1001').map((value) => (value === proxy.domain ? server : value));
    const rung = startRung(['register', ...account, '--transport', 'tls', '--tls-ca', join(lab.folder, 'ca.pem'), '--pcap', file, '--json', '--verbose']);
    await rung.until(isRegistration('registered'));
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(messagesOf(rung.events)).toHaveLength(6);
    readFrom(file);
  });

  show({
    name: 'options', title: 'What can you do?', methods: ['OPTIONS'], rfc: 'RFC 3261 11',
    what: 'Asked of a phone: which methods, extensions and types of body it knows. Nothing rings.',
  }, async ({ phone, baresip }) => {
    const own = await phone();
    const asked = await own.ua.options({ identity: { displayName: '', uri: `sip:rung@${own.address}`, routes: [], contactUser: 'rung' }, target: baresip });
    expect(asked.ok && asked.value.response.status).toBe(200);
  });

  show({
    name: 'options-asked', title: 'What can you do? Asked of us', methods: ['OPTIONS'], rfc: 'RFC 3261 11',
    what: 'SIPp asks; the answer tells what Rung can do.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('options', `rung@${own.address}`);
  });

  show({
    name: 'unknown-method', title: 'A method that nobody knows', methods: ['FOO'], rfc: 'RFC 3261 8.2.1',
    what: 'The answer names the methods that would do.',
  }, async ({ phone, sippCalls }) => {
    const own = await phone();
    await sippCalls('unknown-method', `rung@${own.address}`);
  });

  show({
    name: 'too-many-hops', title: 'Too many hops', methods: ['OPTIONS'], rfc: 'RFC 3261 16.3',
    what: 'Max-Forwards has come down to 0, perhaps because two proxies send it to each other: the next one refuses.',
  }, async ({ proxy, name }) => {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const own = `127.0.0.1:${socket.address().port}`;
    name(own, 'probe');
    let answer = '';
    socket.on('message', (data) => (answer = data.toString()));
    const lines = [
      `OPTIONS ${proxy.uri('1002')} SIP/2.0`, `Via: SIP/2.0/UDP ${own};rport;branch=z9hG4bK483`, 'Max-Forwards: 0', `From: <sip:probe@${own}>;tag=p`, `To: <${proxy.uri('1002')}>`,
      'Call-ID: hops', 'CSeq: 1 OPTIONS', 'Content-Length: 0', '', '',
    ];
    const [host, port] = proxy.domain.split(':');
    socket.send(lines.join('\r\n'), Number(port), host);
    await eventually(() => answer.startsWith('SIP/2.0 483'), () => answer);
  });
}
