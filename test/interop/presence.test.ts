/** Presence, busy lamps, message waiting and texts, through Kamailio and with real phones. Ours are whole phones on real sockets. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeDialogInfo } from '../../src-main/events/dialog-info.ts';
import { openNodePlatform } from '../../src-main/hosts/node-platform.ts';
import type { Softphone } from '../../src-main/softphone.ts';
import { createSoftphone } from '../../src-main/softphone.ts';
import { createFileSecrets } from '../../src-main/store/secrets.ts';
import type { EventData, EventName } from '../../src-shared/contract.ts';
import { defaultAccountOptions } from '../../src-shared/model.ts';
import type { Account } from '../../src-shared/model.ts';
import { createSilentEngine } from '../simulation/world/silent-engine.ts';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';

const absent = missing('kamailio', 'baresip', 'linphonec', 'sox', 'nc', 'jq', '/usr/bin/python3');

interface OwnPhone {
  phone: Softphone;
  /** The first event of that name, past or future, that passes. */
  until<E extends EventName>(event: E, test: (data: EventData<E>) => boolean): Promise<EventData<E>>;
}

describe.skipIf(absent.length > 0)(`states and texts through Kamailio${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let proxy: Kamailio;
  const phones: OwnPhone[] = [];

  beforeAll(() => {
    lab = createLab();
    proxy = startKamailio(lab, 'presence');
    lab.run('baresip/start.sh', lab.folder, '1003', `kam=${proxy.file}`, `peer=${proxy.uri('1001')}`);
    lab.run('linphone/start.sh', lab.folder, '1004', `kam=${proxy.file}`);
  });
  afterEach(async () => void (await Promise.all(phones.splice(0).map(({ phone }) => phone.stop()))));
  afterAll(() => lab.stop());

  async function register(user: string, more: Partial<Account> = {}): Promise<OwnPhone> {
    const directory = join(lab.folder, `rung-${user}-${Math.random()}`);
    const platform = openNodePlatform({ directory });
    if (!platform.ok) throw new Error(platform.error.message);
    const told: [EventName, unknown][] = [];
    const waiting = new Set<() => void>();
    const phone = createSoftphone({
      ...platform.value, secrets: createFileSecrets(directory), engine: createSilentEngine(), host: 'test', listen: { address: '127.0.0.1', port: 0 },
      emit(event, data) {
        told.push([event, data]);
        for (const check of [...waiting]) check();
      },
    });
    const own: OwnPhone = {
      phone,
      until: (event, test) => new Promise((resolve) => {
        const check = (): void => {
          const found = told.find(([name, data]) => name === event && test(data as never));
          if (!found) return;
          waiting.delete(check);
          resolve(found[1] as never);
        };
        waiting.add(check);
        check();
      }),
    };
    phones.push(own);
    await phone.start();
    const account: Account = {
      id: 'a', label: user, displayName: user, user, domain: proxy.domain, authUser: '', proxy: '', transport: 'udp', register: true, expiresS: 300, codecs: ['PCMA'],
      enabled: true, ...defaultAccountOptions, ...more,
    };
    await phone.handlers['account.save']({ account, password: 'labpass' });
    await own.until('registration.changed', ({ state }) => state === 'registered');
    return own;
  }

  it('presence that one publishes the other one sees, until it is taken back', async () => {
    const bob = await register('1002', { publishPresence: true });
    const alice = await register('1001');
    await alice.phone.handlers['contact.save']({ id: 'bob', name: 'Bob', uri: '1002', watch: ['presence'] });
    await alice.until('contact.state', ({ presence }) => presence === 'available');
    await bob.phone.handlers['presence.set']({ status: 'away', note: 'Zu Tisch & zurück um <2>' });
    expect(await alice.until('contact.state', ({ presence }) => presence === 'away')).toMatchObject({ note: 'Zu Tisch & zurück um <2>' });
    await bob.phone.stop();
    await alice.until('contact.state', ({ presence }) => presence === 'offline');
  });

  it('a busy lamp follows the dialogs that are published', async () => {
    const bob = await register('1002');
    const alice = await register('1001');
    await alice.phone.handlers['contact.save']({ id: 'bob', name: 'Bob', uri: '1002', watch: ['dialog'] });
    await alice.until('contact.state', ({ line }) => line === 'idle');
    const [account] = bob.phone.accounts.list();
    if (!account) throw new Error('there is no account');
    const entity = proxy.uri('1002');
    const ringing = { id: 'd', callId: 'x@y', localTag: 'l', remoteTag: 'r', direction: 'recipient', local: {}, remote: { uri: 'sip:carol@example.org', target: 'sip:carol@192.0.2.3' } } as const;
    const publish = (state: 'early' | 'confirmed') => ({ contentType: 'application/dialog-info+xml', bytes: writeDialogInfo(entity, 0, [{ ...ringing, state }]) });
    const publication = bob.phone.userAgent().publish(
      { identity: await bob.phone.accounts.identity(account), target: entity, event: 'dialog', expiresS: 600, body: publish('early') }, { onState() {} },
    );
    expect(await alice.until('contact.state', ({ line }) => line === 'ringing')).toMatchObject({ canPickUp: true, party: 'sip:carol@example.org' });
    publication.update(publish('confirmed'));
    expect(await alice.until('contact.state', ({ line }) => line === 'busy')).toMatchObject({ canPickUp: false });
  });

  it('a mailbox tells what waits in it', async () => {
    const alice = await register('1001', { mailbox: true });
    const [account] = alice.phone.accounts.list();
    if (!account) throw new Error('there is no account');
    const bytes = new TextEncoder().encode('Messages-Waiting: yes\r\nVoice-Message: 3/1 (0/0)\r\n');
    alice.phone.userAgent().publish({
      identity: await alice.phone.accounts.identity(account), target: proxy.uri('1001'), event: 'message-summary', expiresS: 600,
      body: { contentType: 'application/simple-message-summary', bytes },
    }, { onState() {} });
    expect(await alice.until('mailbox.changed', ({ newVoice }) => newVoice === 3)).toMatchObject({ waiting: true, oldVoice: 1 });
  });

  it('texts between two of ours', async () => {
    const [alice, bob] = [await register('1001'), await register('1002')];
    await alice.phone.handlers['chat.send']({ target: '1002', text: 'Grüße 👋' });
    expect(await bob.until('chat.changed', ({ direction }) => direction === 'in')).toMatchObject({ peer: proxy.uri('1001'), text: 'Grüße 👋', accountId: 'a' });
    await alice.until('chat.changed', ({ state }) => state === 'delivered');
    await bob.phone.handlers['chat.send']({ target: proxy.uri('1001'), text: 'x'.repeat(5000) });
    expect((await alice.until('chat.changed', ({ direction }) => direction === 'in')).text).toHaveLength(5000);
  });

  it('a text for nobody, and one for somebody who is not there, say so', async () => {
    const alice = await register('1001');
    await alice.phone.handlers['chat.send']({ target: 'nosuchuser', text: 'Hello?' });
    expect(await alice.until('chat.changed', ({ state }) => state === 'failed')).toMatchObject({ status: 404, error: { code: 'user-not-found' } });
    await alice.phone.handlers['chat.send']({ target: '1009', text: 'Hello?' });
    expect(await alice.until('chat.changed', ({ state, status }) => state === 'failed' && status === 480)).toMatchObject({ error: { code: 'unavailable' } });
  });

  it.each([['baresip', '1003'], ['linphonec', '1004']])('texts with %s, both ways', async (peer, user) => {
    const alice = await register('1001');
    await alice.phone.handlers['chat.send']({ target: user, text: 'Hello there' });
    await alice.until('chat.changed', ({ state }) => state === 'delivered' || state === 'accepted');
    // baresip writes to the one contact that it has.
    if (peer === 'baresip') lab.run('baresip/ctl.sh', lab.folder, user, 'message', 'Good morning');
    else lab.run('linphone/ctl.sh', lab.folder, user, `chat ${proxy.uri('1001')} Good morning`);
    const written = await alice.until('chat.changed', ({ direction }) => direction === 'in');
    // linphonec names itself without the port.
    expect([proxy.uri(user), proxy.uri(user).replace(/:\d+$/, '')]).toContain(written.peer);
    expect(written.text).toBe('Good morning');
  });
});
